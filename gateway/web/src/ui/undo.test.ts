import type { Me } from '@lyceum/sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { act, dismiss, hold, toast, toasts } from './toasts.ts';
import { later, settle, settleEverywhere, takeBack } from './undo.ts';

const shown = () => toasts.getState().list;
const write = vi.fn<(how: { keepalive: boolean }) => Promise<unknown>>();

/** One of the browser, whoever has it: who asks for it alone waits for the rest. */
const locks = {
  held: new Set<Promise<void>>(),
  async request(_: string, { mode, signal }: LockOptions, work: () => Promise<void> | undefined): Promise<void> {
    if (mode !== 'shared') {
      const over = new Promise<never>((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason as Error)));
      await Promise.race([Promise.all(this.held), over]);
    }
    const held = Promise.resolve(work());
    this.held.add(held);
    await held.finally(() => this.held.delete(held));
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { locks });
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
  expect(shown().map(({ text, tone }) => [text, tone])).toEqual([['This request is closed already.', 'bad']]);
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

test('another tab sends what waits when somebody signs out, and only of theirs', async () => {
  const window = new EventTarget();
  const told = (newValue: string): boolean => window.dispatchEvent(Object.assign(new Event('storage'), { key: 'lyceum.signing_out', newValue }));
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', new EventTarget());
  vi.resetModules();
  const fresh = await import('./undo.ts');
  (await import('../api/session.ts')).session.setState({ status: 'in', me: { id: 'nimal' } as Me });
  fresh.later('m', 'Deleted.', write);
  told('sara');
  expect(write).not.toHaveBeenCalled();
  told('nimal');
  expect(write.mock.calls).toEqual([[{ keepalive: false }]]);
  vi.unstubAllGlobals();
});

test('who signs out waits for what is being sent elsewhere', async () => {
  let sent = (): void => {};
  const elsewhere = locks.request('', { mode: 'shared' }, () => new Promise((resolve) => { sent = resolve; }));
  const signedOut = vi.fn<() => void>();
  void settleEverywhere().then(signedOut);
  await vi.advanceTimersByTimeAsync(500);
  expect(signedOut).not.toHaveBeenCalled();
  sent();
  await elsewhere;
  await vi.advanceTimersByTimeAsync(0);
  expect(signedOut).toHaveBeenCalledTimes(1);
});

test('who signs out waits for no tab that sleeps', async () => {
  const bound = new AbortController();
  const asked = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(bound.signal);
  void locks.request('', { mode: 'shared' }, () => new Promise(() => {}));
  const signedOut = vi.fn<() => void>();
  void settleEverywhere().then(signedOut);
  await vi.advanceTimersByTimeAsync(0);
  expect([asked.mock.calls, signedOut.mock.calls]).toEqual([[[2000]], []]);
  bound.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect(signedOut).toHaveBeenCalledTimes(1);
  locks.held.clear();
});

test('while something waits here, it is known elsewhere', async () => {
  later('m', 'Deleted.', write);
  later('n', 'Withdrawn.', write);
  expect(locks.held.size).toBe(2);
  takeBack('m');
  await settle();
  expect(locks.held.size).toBe(0);
});

test('where nobody is signed in any more, nobody is told that somebody has to be', async () => {
  write.mockRejectedValueOnce(new Problem('unauthorized', 401, 'an access token is wanted'));
  later('m', 'Deleted.', write);
  session.setState({ status: 'out' });
  await settle();
  expect(shown()).toEqual([]);
  session.setState({ status: 'unknown' });
});
