import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { showRoom, type Room, type User } from '@lyceum/sdk';
import { renew } from '../api/renew.ts';
import { realtime } from './index.ts';

/** Who is in a room and who waits there is fetched again whenever that changes. */
export function useRoomChanges(id: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const look = (): void => void renew(queries, ['room', id]);
    return realtime.subscribe(`room:${id}`, { event: look, gap: look, joined: look });
  }, [id, queries]);
}

/** Somebody who has come to a call: let in already, or not. */
export type Comer = { user: User; waits: boolean };

/** Who has come to a call in which one is not. */
export function useComers(id: string, me: string): Comer[] {
  useRoomChanges(id);
  const { data } = useQuery({ queryKey: ['room', id], queryFn: ({ signal }) => showRoom({ path: { id }, signal }) });
  return data ? comersOf(data, me) : [];
}

/** Nobody, where one is in it oneself, here or on another device: the call says it. */
export function comersOf({ lobby, participants }: Pick<Room, 'lobby' | 'participants'>, me: string): Comer[] {
  if (participants.some(({ user }) => user.id === me)) return [];
  return [...participants.map(({ user }) => ({ user, waits: false })), ...lobby.map((user) => ({ user, waits: true }))];
}
