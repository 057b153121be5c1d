import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenBack } from './back.ts';

const window = new EventTarget();
const answer = vi.fn<() => Promise<{ ok: boolean }>>();
const back = vi.fn<() => void>();
const PAUSE_MS = 3000;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', window);
  vi.stubGlobal('fetch', answer.mockReset());
  back.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('somebody waits until the server answers, also past a proxy that has none behind it, and is called once', async () => {
  answer.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce({ ok: false }).mockResolvedValue({ ok: true });
  whenBack(back);
  await vi.advanceTimersByTimeAsync(2 * PAUSE_MS);
  expect(back).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3 * PAUSE_MS);
  expect([back.mock.calls.length, answer.mock.calls.length]).toEqual([1, 3]);
});

test('a network that is found is tried at once, and nothing after it was given up', async () => {
  answer.mockResolvedValue({ ok: true });
  whenBack(back);
  window.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(back).toHaveBeenCalledOnce();
  const stop = whenBack(back);
  window.dispatchEvent(new Event('online'));
  stop();
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(back).toHaveBeenCalledOnce();
});
