import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { roundTrip } from './trial.ts';

class Socket extends EventTarget {
  static readonly OPEN = 1;
  static last: Socket;
  static answers = true;
  readyState = 0;

  constructor(readonly url: string) {
    super();
    Socket.last = this;
  }

  open(): void {
    this.readyState = Socket.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { type: string; n: number };
    if (frame.type === 'hello') this.say({ type: 'welcome', heartbeat_ms: 5000 });
    if (frame.type === 'ping' && Socket.answers) setTimeout(() => this.say({ type: 'pong', n: frame.n, server_time: '' }), 40);
  }

  say(frame: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  close(): void {
    this.readyState = 3;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  Socket.answers = true;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the time there and back, and the socket is closed again', async () => {
  const time = roundTrip('wss://lyceum.test', 'token');
  Socket.last.open();
  await vi.advanceTimersByTimeAsync(5 * 40);
  expect(await time).toBe(40);
  expect(Socket.last.readyState).toBe(3);
});

test('a socket that never opens', async () => {
  const time = roundTrip('wss://lyceum.test', 'token');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await time).toBeNull();
});

test('one that opens and says nothing more', async () => {
  Socket.answers = false;
  const time = roundTrip('wss://lyceum.test', 'token');
  Socket.last.open();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await time).toBeNull();
});

test('one that is closed in between', async () => {
  const time = roundTrip('wss://lyceum.test', 'token');
  Socket.last.open();
  Socket.last.dispatchEvent(Object.assign(new Event('close'), { code: 1006 }));
  expect(await time).toBeNull();
});
