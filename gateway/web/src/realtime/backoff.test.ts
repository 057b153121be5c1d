import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test.each([
  [0, 0, 125], [0, 1, 250], [3, 1, 2000], [6, 1, 10_000], [60, 1, 10_000],
])('try %i with chance %d waits %d ms', (attempt, chance, ms) => {
  expect(backoff(attempt, chance)).toBe(ms);
});
