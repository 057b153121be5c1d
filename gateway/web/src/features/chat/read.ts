import { queryOptions, skipToken, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { showChannel, showMentoringSession, type Channel, type PageChannel } from '@lyceum/sdk';

/** A channel's card. What was heard meanwhile of who has read how far is newer than a late answer. */
export const channelOf = (id: string) => queryOptions({
  queryKey: ['channel', id],
  queryFn: async ({ signal, client }): Promise<Channel> => {
    const card = await showChannel({ path: { id }, signal });
    const known = client.getQueryData<Channel>(['channel', id])?.read_by ?? [];
    return known.reduce((now, { user_id, position }) => heardRead(now, user_id, position), card);
  },
});

/** The session that a conversation is of, where it is of one. */
export const sessionOf = (id: string | null | undefined) => queryOptions({
  queryKey: ['mentoring_session', id], queryFn: id ? ({ signal }) => showMentoringSession({ path: { id }, signal }) : skipToken,
});

/** What a conversation's head shows, asked for beside the code of its page: the second answer waits for the first, and the messages for both. */
export async function readHead(queries: QueryClient, id: string): Promise<void> {
  const card = await queries.fetchQuery(channelOf(id)).catch(() => null);
  if (card?.session_id) void queries.prefetchQuery(sessionOf(card.session_id));
}

/** Somebody has read up to `position`; it only grows. */
export function heardRead(card: Channel, user: string, position: number): Channel {
  return { ...card, read_by: card.read_by.map((one) => (one.user_id === user && one.position < position ? { ...one, position } : one)) };
}

/** Up to where all the others have read. */
export const seenBy = (card: Pick<Channel, 'read_by'> | undefined): number => (card?.read_by.length ? Math.min(...card.read_by.map(({ position }) => position)) : 0);

/** The server writes the marker a little later: what was just read here counts as read at once. */
export function showRead(queries: QueryClient, id: string, position: number): void {
  const read = (list: PageChannel): PageChannel => ({ ...list, items: list.items.map((c) => (c.id === id ? { ...c, unread: 0 } : c)) });
  queries.setQueryData<PageChannel>(['channel', 'list'], (list) => list && read(list));
  queries.setQueryData<InfiniteData<PageChannel>>(['channel', 'pages'], (list) => list && { ...list, pages: list.pages.map(read) });
  queries.setQueryData<Channel>(['channel', id], (channel) => channel && { ...channel, unread: 0, read: Math.max(channel.read, position) });
}
