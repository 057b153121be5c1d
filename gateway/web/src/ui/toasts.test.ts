import { afterEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem.ts';
import { dismiss, dismissAllOf, refuse, toast, toasts } from './toasts.ts';

const shown = () => toasts.getState().list;

afterEach(() => {
  for (const { id } of shown()) dismiss(id);
  vi.useRealTimers();
});

test('what speaks of a call goes with it, and nothing else does', () => {
  toast('The host muted your microphone.', 'ok', { of: ['call'] });
  toast('Saved.');
  dismissAllOf('call');
  expect(shown().map(({ text }) => text)).toEqual(['Saved.']);
});

test('what stays is there until it is dismissed', () => {
  vi.useFakeTimers();
  const told = toast('Maya waits to come in', 'live', { stays: true });
  vi.runAllTimers();
  expect(shown()).toHaveLength(1);
  dismiss(told);
  expect(shown()).toEqual([]);
});

test.each([
  ['a limit of one’s own, as long as it counts down', new Problem('rate_limited', 429, 'x', {}, 20_000), 21_000],
  ['one of minutes, for one minute', new Problem('rate_limited', 429, 'x', {}, 600_000), 61_000],
  ['what the server is short of for itself, no longer than words', new Problem('unavailable', 503, 'x', {}, 20_000), 5_000],
])('a toast tells of %s', (_, problem, stands) => {
  vi.useFakeTimers({ now: Date.now() });
  refuse(problem);
  expect(shown()[0]!.until).toBe(problem.status === 429 ? problem.retry_at : null);
  vi.advanceTimersByTime(stands);
  expect(shown()).toHaveLength(1);
  vi.advanceTimersByTime(2000);
  expect(shown()).toEqual([]);
});
