import { expect, test } from 'vitest';
import { Problem } from './problem.ts';
import { queries } from './query-client.ts';

type Retry = (count: number, error: unknown) => boolean;
const { mutations, queries: reads } = queries.getDefaultOptions() as Record<'mutations' | 'queries', { retry: Retry }>;

test.each([
  ['tried too often', new Problem('rate_limited', 429, 'x', {}, 11_000), false],
  ['wrong', new Problem('credentials_wrong', 401, 'x'), false],
  ['answered by nobody', new Problem('offline', 0, 'x'), true],
])('a write that is %s is sent again or not', (_, error, again) => {
  expect(mutations.retry(0, error)).toBe(again);
});

test('a read waits out a pause by itself', () => {
  expect(reads.retry(0, new Problem('rate_limited', 429, 'x'))).toBe(true);
});
