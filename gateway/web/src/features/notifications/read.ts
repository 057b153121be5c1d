import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Notification, NotificationPage } from '@lyceum/sdk';

export type Which = { up_to: number } | { position: number };

const has = (which: Which, { position }: Notification): boolean => ('up_to' in which ? position <= which.up_to : position === which.position);

/** A page of notifications as it is once these are read. */
const read = (page: NotificationPage, which: Which): NotificationPage => ({
  ...page, unread: 'up_to' in which ? 0 : Math.max(0, page.unread - 1), items: page.items.map((item) => (has(which, item) ? { ...item, read: true } : item)),
});

/** Shows them as read before the server has said so; gives back what takes that back. */
export function showRead(queries: QueryClient, which: Which): () => void {
  const queryKey = ['notification'];
  // an answer that is under way knows of the mark or not: nobody can tell
  void queries.cancelQueries({ queryKey });
  const before = queries.getQueriesData({ queryKey });
  queries.setQueriesData<NotificationPage>({ queryKey: ['notification', 'unread'] }, (page) => page && read(page, which));
  queries.setQueriesData<InfiniteData<NotificationPage>>({ queryKey: ['notification', 'list'] }, (list) => list && { ...list, pages: list.pages.map((page) => read(page, which)) });
  return () => {
    for (const [key, data] of before) queries.setQueryData(key, data);
  };
}
