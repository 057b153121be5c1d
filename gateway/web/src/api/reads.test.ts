import { client, type Channel } from '@lyceum/sdk';
import { beforeEach, expect, test } from 'vitest';
import { conversationsFrom, openOn } from './reads.ts';

const PAGE = 50;
const signal = new AbortController().signal;
let all: Channel[] = [];

/** The server's list: by when they were opened, fifty at most, by cursor. */
beforeEach(() => {
  client.setConfig({
    baseUrl: 'http://test.test/v1', throwOnError: true,
    fetch: async (input) => {
      const { searchParams } = new URL((input as Request).url);
      const from = Number(searchParams.get('cursor') ?? 0);
      const end = from + Math.min(PAGE, Number(searchParams.get('limit')));
      return Response.json({ items: all.slice(from, end), next: end < all.length ? String(end) : null });
    },
  });
});

const opened = (count: number): Channel[] => Array.from({ length: count }, (_, n) => ({ id: `c${n}` }) as Channel);

test('the conversation that was opened first of all is among them at once', async () => {
  all = opened(120);
  const { items, next } = await conversationsFrom(undefined, signal);
  expect(items.at(-1)!.id).toBe('c119');
  expect(next).toBeUndefined();
});

test('every request that waits is counted', async () => {
  all = opened(130);
  expect(await openOn('mentor', signal)).toHaveLength(130);
});

test('of very many the rest follows, and each is there once', async () => {
  all = opened(311);
  const first = await conversationsFrom(undefined, signal);
  expect(first.items).toHaveLength(250);
  const rest = await conversationsFrom(first.next!, signal);
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  expect(rest.next).toBeUndefined();
});
