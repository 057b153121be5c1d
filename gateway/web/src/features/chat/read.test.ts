import { QueryClient, type InfiniteData } from '@tanstack/react-query';
import { client, type Channel, type PageChannel } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { channelOf, heardRead, seenBy, showRead } from './read.ts';

const channel = (id: string): Channel => ({ id, unread: 3, read: 4 }) as Channel;

test('what was read is not new at the next visit, though nothing was fetched since', () => {
  const queries = new QueryClient();
  queries.setQueryData(['channel', 'maths'], channel('maths'));
  queries.setQueryData(['channel', 'list'], { items: [channel('maths'), channel('physics')] });
  queries.setQueryData(['channel', 'pages'], { pages: [{ items: [channel('physics')] }, { items: [channel('maths')] }], pageParams: [] });
  showRead(queries, 'maths', 7);
  expect(queries.getQueryData(['channel', 'maths'])).toMatchObject({ read: 7, unread: 0 });
  expect(queries.getQueryData<PageChannel>(['channel', 'list'])?.items.map((c) => c.unread)).toEqual([0, 3]);
  expect(queries.getQueryData<InfiniteData<PageChannel>>(['channel', 'pages'])?.pages.map(({ items }) => items[0]?.unread)).toEqual([3, 0]);
});

test('who looks at what is older has not read less', () => {
  const queries = new QueryClient();
  queries.setQueryData(['channel', 'maths'], channel('maths'));
  showRead(queries, 'maths', 2);
  expect(queries.getQueryData(['channel', 'maths'])).toMatchObject({ read: 4 });
});

const readBy = (...positions: number[]) => ({ id: 'maths', read_by: positions.map((position, index) => ({ user_id: `u${index}`, position })) }) as Channel;

test('a message is seen when all the others have read up to it, by what the server says after a reload too', () => {
  expect([undefined, readBy(), readBy(7), readBy(7, 3)].map(seenBy)).toEqual([0, 0, 7, 3]);
});

test('what is heard of one reader counts for them alone, and never back', () => {
  expect(seenBy(heardRead(readBy(3, 5), 'u0', 9))).toBe(5);
  expect(seenBy(heardRead(readBy(3), 'u0', 2))).toBe(3);
  expect(seenBy(heardRead(readBy(3), 'somebody else', 9))).toBe(3);
});

test('an answer that was under way does not take back what was heard meanwhile', async () => {
  const queries = new QueryClient();
  queries.setQueryData(['channel', 'maths'], readBy(3));
  client.setConfig({
    baseUrl: 'http://test.test', throwOnError: true,
    fetch: async () => {
      queries.setQueryData<Channel>(['channel', 'maths'], (card) => card && heardRead(card, 'u0', 7));
      return Response.json(readBy(5));
    },
  });
  expect(seenBy(await queries.fetchQuery({ ...channelOf('maths'), staleTime: 0 }))).toBe(7);
});
