import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { renew } from './renew.ts';

const KEY = ['list'];

/** A list on a page, whose fetches the test answers one by one. */
function shown() {
  const queries = new QueryClient();
  const answers: ((items: string[] | Promise<string[]>) => void)[] = [];
  const queryFn = () => new Promise<string[]>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(queries, { queryKey: KEY, queryFn, staleTime: 60_000, retry: false });
  observer.subscribe(() => {});
  const answer = async (n: number, items: string[] | Promise<string[]>): Promise<void> => {
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(n));
    answers[n]!(items);
  };
  return { queries, answers, answer };
}

test('a change that is told while a list loads for the first time is not missed', async () => {
  const { queries, answer } = shown();
  const renewed = renew(queries, KEY);
  await answer(0, []);
  await answer(1, ['application']);
  await renewed;
  expect(queries.getQueryData(KEY)).toEqual(['application']);
});

test('a change that is told later is fetched at once', async () => {
  const { queries, answers, answer } = shown();
  await answer(0, []);
  await vi.waitFor(() => expect(queries.getQueryData(KEY)).toEqual([]));
  const renewed = renew(queries, KEY);
  await answer(1, ['application']);
  await renewed;
  expect(queries.getQueryData(KEY)).toEqual(['application']);
  expect(answers).toHaveLength(2);
});

test('a first fetch that failed is not tried again behind the back of whoever is told so', async () => {
  const { queries, answers, answer } = shown();
  const renewed = renew(queries, KEY);
  await answer(0, Promise.reject(new Error('too busy')));
  await renewed;
  expect(answers).toHaveLength(1);
  expect(queries.getQueryState(KEY)?.status).toBe('error');
});
