import type { QueryClient } from '@tanstack/react-query';
import type { Channel, PageChannel } from '@lyceum/sdk';

/** The server writes the marker a little later: what was just read here counts as read at once. */
export function showRead(queries: QueryClient, id: string, position: number): void {
  queries.setQueryData<PageChannel>(['channel', 'list'], (list) => list && { ...list, items: list.items.map((c) => (c.id === id ? { ...c, unread: 0 } : c)) });
  queries.setQueryData<Channel>(['channel', id], (channel) => channel && { ...channel, unread: 0, read: Math.max(channel.read, position) });
}
