import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { NotificationPage } from '@lyceum/sdk';

/** A page of notifications as it is once all up to `up_to` are read. */
const read = (page: NotificationPage, up_to: number): NotificationPage => ({
  ...page, unread: 0, items: page.items.map((item) => (item.position <= up_to ? { ...item, read: true } : item)),
});

/** Shows them as read before the server has said so; gives back what takes that back. */
export function showRead(queries: QueryClient, up_to: number): () => void {
  const queryKey = ['notification'];
  // an answer that is under way knows of the mark or not: nobody can tell
  void queries.cancelQueries({ queryKey });
  const before = queries.getQueriesData({ queryKey });
  queries.setQueriesData<NotificationPage>({ queryKey: ['notification', 'unread'] }, (page) => page && read(page, up_to));
  queries.setQueriesData<InfiniteData<NotificationPage>>({ queryKey: ['notification', 'list'] }, (list) => list && { ...list, pages: list.pages.map((page) => read(page, up_to)) });
  return () => {
    for (const [key, data] of before) queries.setQueryData(key, data);
  };
}
