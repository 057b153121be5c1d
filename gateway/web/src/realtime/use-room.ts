import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
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
