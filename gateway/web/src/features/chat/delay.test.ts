import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hearServer } from '../../lib/clock.ts';
import type { ServerFrame } from '../../realtime/frames.ts';
import { realtime } from '../../realtime/index.ts';
import { watchDelay } from './delay.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

let pong: (frame: ServerFrame) => void;
let changed: () => void;
let send: ReturnType<typeof vi.spyOn>;
const tell = vi.fn<(delayed: boolean) => void>();

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
  vi.stubGlobal('window', new EventTarget());
  hearServer(NOON);
  vi.spyOn(realtime, 'onFrame').mockImplementation((listener) => { pong = listener; return () => {}; });
  vi.spyOn(realtime, 'onStatus').mockImplementation((listener) => { changed = listener; return () => {}; });
  send = vi.spyOn(realtime, 'send').mockReturnValue(true);
  realtime.status = 'open';
  tell.mockReset();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const say = (server_time: string, n = 1): void => pong({ type: 'pong', n, server_time });

test('what comes as it is sent is not delayed', () => {
  watchDelay(tell).came(ago(1_500));
  expect(tell).not.toHaveBeenCalled();
  expect(send).not.toHaveBeenCalled();
});

test('the first that comes late asks the server once, and only that answer ends the delay', () => {
  const delay = watchDelay(tell);
  for (const late_ms of [4_000, 3_900, 1_000]) delay.came(ago(late_ms));
  expect(tell.mock.calls).toEqual([[true]]);
  expect(send).toHaveBeenCalledOnce();
  for (const late_ms of [3_000, 1_500, 100]) say(ago(late_ms));
  expect(tell.mock.calls, 'those were under way, too').toEqual([[true]]);
  say(ago(100), 0);
  expect(tell.mock.calls).toEqual([[true], [false]]);
});

test('the answer itself ends it however long it takes', () => {
  watchDelay(tell).came(ago(4_000));
  say(ago(3_000), 0);
  expect(tell.mock.calls).toEqual([[true], [false]]);
});

test('a network that is gone delays, until the server is heard or the connection is given up', () => {
  const delay = watchDelay(tell);
  window.dispatchEvent(new Event('offline'));
  delay.came(ago(4_000));
  expect(send, 'the machine that is online again does').not.toHaveBeenCalled();
  say(ago(100));
  window.dispatchEvent(new Event('offline'));
  changed();
  expect(tell.mock.calls).toEqual([[true], [false], [true], [false]]);
});

test('without a connection nothing is delayed on it', () => {
  realtime.status = 'waiting';
  watchDelay(tell);
  window.dispatchEvent(new Event('offline'));
  expect(tell).not.toHaveBeenCalled();
});

test('who no longer watches is told nothing', () => {
  watchDelay(tell).stop();
  window.dispatchEvent(new Event('offline'));
  expect(tell).not.toHaveBeenCalled();
});
