import { queryOptions } from '@tanstack/react-query';
import { showRoom, type MentoringSession, type Room } from '@lyceum/sdk';

const AGAIN_MS = 30_000;

/** The room of a session that the clock says one may join: the session does not hear that its host has ended the call, or removed somebody. */
export const roomOf = ({ room_id: id, can }: Pick<MentoringSession, 'room_id' | 'can'>) =>
  queryOptions({ queryKey: ['room', id], queryFn: ({ signal }) => showRoom({ path: { id }, signal }), enabled: can.join, staleTime: 0, refetchInterval: AGAIN_MS });

export type Out = 'ended' | 'removed';

/** Asked at the moment when it opens or closes, a room and its session may answer from either side of it; and clocks differ. */
const DOUBT_MS = 60_000;

/** Why this person does not come into a call any more; null while they do, or may do so later. The session goes by the clock alone. */
export function outOf(session: Pick<MentoringSession, 'can'>, { state, can, times }: Pick<Room, 'state' | 'can' | 'times'>, now = Date.now()): Out | null {
  if (state === 'ended') return 'ended';
  const open = Date.parse(times.start) + DOUBT_MS <= now && now < Date.parse(times.end) - DOUBT_MS;
  return open && session.can.join && !can.join ? 'removed' : null;
}
