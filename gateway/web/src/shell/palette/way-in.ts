import type { MentoringSession } from '@lyceum/sdk';

/** Into the call while one may come in; before, a camera would be switched on for nothing. */
export const wayIn = ({ can, room_id }: Pick<MentoringSession, 'can' | 'room_id'>) =>
  can.join ? ({ to: '/calls/$room', params: { room: room_id } } as const) : ({ to: '/sessions' } as const);
