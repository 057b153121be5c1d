import { QueryClient, type InfiniteData } from '@tanstack/react-query';
import type { NotificationPage } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { showRead } from './read.ts';

const page = (...positions: number[]) => ({ unread: positions.length, items: positions.map((position) => ({ position, read: false })) }) as unknown as NotificationPage;

test('marks are shown as read at once, and come back when the server refuses', () => {
  const queries = new QueryClient();
  queries.setQueryData(['notification', 'unread'], page(7));
  queries.setQueryData(['notification', 'list'], { pages: [page(8, 7), page(3)], pageParams: [] });
  const reads = (): (number | boolean)[] => [
    queries.getQueryData<NotificationPage>(['notification', 'unread'])!.unread,
    ...queries.getQueryData<InfiniteData<NotificationPage>>(['notification', 'list'])!.pages.flatMap(({ items }) => items.map((item) => item.read)),
  ];
  const takeBack = showRead(queries, { up_to: 7 });
  // what came after the mark is new
  expect(reads()).toEqual([0, false, true, true]);
  takeBack();
  expect(reads()).toEqual([1, false, false, false]);
  showRead(queries, { position: 3 });
  expect(reads()).toEqual([0, false, false, true]);
});
