import { expect, test } from 'vitest';
import { trueUntil } from './true-until.ts';

const part = (fetched_at: number, failed_at: number | null = null) => ({ fetched_at, failed_at });

test.each([
  ['connected, all is of now', [part(10), part(20)], null, null],
  ['connected, what could not be fetched again is as it was fetched', [part(10), part(20, 30)], null, 20],
  ['the oldest of several', [part(25, 30), part(20, 30)], null, 20],
  ['away, what was fetched long before was told of until then', [part(10), part(20)], 50, 50],
  ['away, what was fetched since is newer, and the rest is not', [part(10), part(60)], 50, 50],
  ['all fetched since, as where sockets do not get through', [part(70), part(60)], 50, 60],
  ['a fetch that failed while away takes nothing back', [part(10, 60)], 50, 50],
  ['one that failed before was of an old page already', [part(10, 40), part(20)], 50, 10],
  ['a page that shows nothing of the server\u2019s', [], 50, null],
])('%s', (_, parts, away, until) => {
  expect(trueUntil(parts, away)).toBe(until);
});
