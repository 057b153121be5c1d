import { client, type MentoringRequest } from '@lyceum/sdk';
import { beforeEach, expect, test } from 'vitest';
import { inOrder } from './can.ts';
import { pageOf } from './pages.ts';

const PAGE = 20;
const signal = new AbortController().signal;
let all: MentoringRequest[] = [];
let asked: string[] = [];

/** The server's list: the newest first, of one state or of all, by cursor. */
beforeEach(() => {
  asked = [];
  client.setConfig({
    baseUrl: 'http://test.test/v1', throwOnError: true,
    fetch: async (input) => {
      const { searchParams } = new URL((input as Request).url);
      const [state, cursor, limit] = [searchParams.get('state'), Number(searchParams.get('cursor') ?? 0), Number(searchParams.get('limit') ?? PAGE)];
      asked.push(state ?? 'all');
      const found = all.filter((one) => !state || one.state === state);
      const end = cursor + limit;
      return Response.json({ items: found.slice(cursor, end), next: end < found.length ? String(end) : null });
    },
  });
});

const request = (n: number, state: MentoringRequest['state'], mine = false): MentoringRequest =>
  ({ id: `r${n}`, state, created_at: new Date(Date.UTC(2026, 2, 1) - n * 60_000).toISOString(), can: { accept: mine } }) as MentoringRequest;
const first = async (): Promise<string[]> => inOrder((await pageOf('mentor', undefined, signal)).items).map(({ id }) => id);

test('what waits for an answer stands first though it is the oldest of all, and open ones before those that are over', async () => {
  all = [...Array.from({ length: 30 }, (_, n) => request(n, 'declined')), request(30, 'open'), request(31, 'open', true)];
  expect((await first()).slice(0, 3)).toEqual(['r31', 'r30', 'r0']);
});

test('more are open than one page takes', async () => {
  all = [...Array.from({ length: 250 }, (_, n) => request(n, 'open')), request(250, 'open', true)];
  expect((await first())[0]).toBe('r250');
});

test('with the pages that follow everything is there once', async () => {
  all = Array.from({ length: 45 }, (_, n) => request(n, n % 10 === 3 ? 'open' : 'expired'));
  const pages = [await pageOf('student', undefined, signal)];
  for (let next = pages[0]!.next; next; next = pages.at(-1)!.next) pages.push(await pageOf('student', next, signal));
  expect(inOrder(pages.flatMap(({ items }) => items)).map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  expect(asked.filter((state) => state === 'open')).toHaveLength(1);
});
