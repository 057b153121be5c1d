import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem.ts';
import { act, dismiss, hold, toast, toasts } from './toasts.ts';
import { later, settle, takeBack } from './undo.ts';

const shown = () => toasts.getState().list;
const write = vi.fn<(how: { keepalive: boolean }) => Promise<unknown>>();

beforeEach(() => {
  vi.useFakeTimers();
  write.mockReset().mockResolvedValue(undefined);
});
afterEach(async () => {
  hold(false);
  await settle();
  for (const { id } of shown()) dismiss(id);
  vi.useRealTimers();
});

test('what waits is sent once, when its toast goes', async () => {
  later('m', 'Deleted.', write);
  later('m', 'Deleted.', write);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(write).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(write.mock.calls).toEqual([[{ keepalive: false }]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(write).toHaveBeenCalledTimes(1);
});

test.each([
  ['in the toast', () => act(shown()[0]!)],
  ['on the page', () => takeBack('m')],
])('what is taken back %s is never sent', async (_, undo) => {
  later('m', 'Deleted.', write);
  undo();
  expect(shown()).toEqual([]);
  await settle();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(write).not.toHaveBeenCalled();
});

test('pressing the toast away sends at once', async () => {
  later('m', 'Deleted.', write);
  dismiss(shown()[0]!.id);
  expect(write).toHaveBeenCalledTimes(1);
});

test('a page that goes away sends all that waits, so that it outlives the page', async () => {
  later('m', 'Deleted.', write);
  later('n', 'Withdrawn.', write);
  await settle(true);
  expect(write.mock.calls).toEqual([[{ keepalive: true }], [{ keepalive: true }]]);
  expect(shown()).toEqual([]);
});

test('a refusal is told, and it can be tried again', async () => {
  write.mockRejectedValueOnce(new Problem('request_closed', 409, 'the request is closed'));
  later('m', 'Withdrawn.', write);
  await settle();
  expect(shown().map(({ text, tone }) => [text, tone])).toEqual([['The request is closed.', 'bad']]);
  later('m', 'Withdrawn.', write);
  await settle();
  expect(write).toHaveBeenCalledTimes(2);
});

test('a toast that others push out sends too', async () => {
  later('m', 'Deleted.', write);
  for (const text of ['a', 'b', 'c']) toast(text);
  expect(write).toHaveBeenCalledTimes(1);
  expect(shown().map(({ text }) => text)).toEqual(['a', 'b', 'c']);
});

test('while somebody is at the toasts they stay', async () => {
  later('m', 'Deleted.', write);
  await vi.advanceTimersByTimeAsync(9_000);
  hold(true);
  toast('Saved.');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shown()).toHaveLength(2);
  hold(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([shown(), write.mock.calls.length]).toEqual([[], 1]);
});

test('a page that goes out of sight sends all that waits, while it can', async () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', page);
  vi.resetModules();
  const fresh = await import('./undo.ts');
  fresh.later('m', 'Deleted.', write);
  page.dispatchEvent(new Event('visibilitychange'));
  expect(write).not.toHaveBeenCalled();
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(write.mock.calls).toEqual([[{ keepalive: true }]]);
  vi.unstubAllGlobals();
});
