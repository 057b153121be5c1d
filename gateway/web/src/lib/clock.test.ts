import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hearServer, serverNow } from './clock.ts';

const noon = Date.parse('2026-03-02T12:00:00.000Z');

beforeEach(() => void vi.useFakeTimers({ now: noon }));
afterEach(() => {
  hearServer(Date.now());
  vi.useRealTimers();
});

test.each([
  ['hours ahead', -4 * 3_600_000],
  ['hours behind', 4 * 3_600_000],
])('by a device that is %s the present is the server’s', (_, off) => {
  hearServer(noon + off, true);
  vi.advanceTimersByTime(90_000);
  expect(serverNow()).toBe(noon + off + 90_000);
});

test('an answer’s whole seconds do not make what a heartbeat said worse, and no date says nothing', () => {
  hearServer(noon + 700);
  hearServer(noon - 1000, true);
  hearServer(NaN, true);
  expect(serverNow()).toBe(noon + 700);
});
