import { QueryClient } from '@tanstack/react-query';
import type { Channel, PageChannel } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { showRead } from './read.ts';

const channel = (id: string): Channel => ({ id, unread: 3, read: 4 }) as Channel;

test('what was read is not new at the next visit, though nothing was fetched since', () => {
  const queries = new QueryClient();
  queries.setQueryData(['channel', 'maths'], channel('maths'));
  queries.setQueryData(['channel', 'list'], { items: [channel('maths'), channel('physics')] });
  showRead(queries, 'maths', 7);
  expect(queries.getQueryData(['channel', 'maths'])).toMatchObject({ read: 7, unread: 0 });
  expect(queries.getQueryData<PageChannel>(['channel', 'list'])?.items.map((c) => c.unread)).toEqual([0, 3]);
});

test('who looks at what is older has not read less', () => {
  const queries = new QueryClient();
  queries.setQueryData(['channel', 'maths'], channel('maths'));
  showRead(queries, 'maths', 2);
  expect(queries.getQueryData(['channel', 'maths'])).toMatchObject({ read: 4 });
});
