import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem.ts';
import { followSession, keysOf } from './live.ts';

const reopened = vi.hoisted(() => new Set<() => void>());
vi.mock('../realtime/index.ts', () => ({ realtime: { onReopened: (listener: () => void) => reopened.add(listener), stop: () => {} } }));

test.each([
  ['mentoring_request', [['mentoring_request']]],
  ['mentoring_session', [['mentoring_session'], ['channel'], ['room']]],
  ['notification', [['notification']]],
  ['channel', [['channel']]],
  ['unread', [['channel', 'list'], ['channel', 'pages']]],
] as const)('a changed %s refetches its queries', (what, keys) => {
  expect(keysOf({ kind: 'changed', what, id: 'x' })).toEqual(keys);
});

test('what is not a change refetches nothing', () => {
  expect(keysOf({ kind: 'note' })).toEqual([]);
});

const reached = vi.fn<() => Promise<{ ok: boolean }>>();
beforeEach(() => {
  reopened.clear();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('fetch', reached.mockReset().mockRejectedValue(new TypeError('Failed to fetch')));
});
afterEach(() => vi.unstubAllGlobals());

test('what could not be fetched without a connection is fetched when there is one, and nothing else', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const asked: string[] = [];
  const failures: Record<string, Error | undefined> = { offline: new Problem('offline', 0, ''), missing: new Problem('not_found', 404, ''), there: undefined };
  for (const [name, failure] of Object.entries(failures)) {
    const queryFn = async (): Promise<string> => {
      asked.push(name);
      if (failure) throw failure;
      return name;
    };
    new QueryObserver(queries, { queryKey: [name], queryFn }).subscribe(() => {});
  }
  await vi.waitFor(() => expect(queries.isFetching()).toBe(0));
  followSession(queries);
  asked.length = 0;
  for (const listener of reopened) listener();
  expect(asked).toEqual(['offline']);
});

test('what nobody answered is fetched when the server is reached again, though the socket never went', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  followSession(queries);
  const answer = vi.fn<() => Promise<string>>().mockRejectedValue(new Problem('offline', 0, ''));
  const seen = new QueryObserver(queries, { queryKey: ['request'], queryFn: answer });
  seen.subscribe(() => {});
  const found = (): Promise<unknown> => vi.waitFor(() => expect(queries.isFetching()).toBe(0));
  await found();
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(reached).toHaveBeenCalledOnce());
  expect(answer, 'the network is there, the server is not').toHaveBeenCalledOnce();
  reached.mockResolvedValue({ ok: true });
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(answer).toHaveBeenCalledTimes(2));
  await found();
  answer.mockResolvedValue('there');
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(seen.getCurrentResult().data).toBe('there'));
  reached.mockClear();
  window.dispatchEvent(new Event('online'));
  expect(reached, 'nothing is asked for any more').not.toHaveBeenCalled();
});
