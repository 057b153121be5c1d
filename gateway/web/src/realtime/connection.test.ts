import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hearServer, serverNow } from '../lib/clock.ts';
import { Connection } from './connection.ts';
import type { ServerFrame } from './frames.ts';
import { Realtime } from './realtime.ts';

/** As the server says it: as long as a ping may stay unanswered. */
const HEARTBEAT_MS = 5_000;

/** A socket that stays open whatever happens to the path, as a browser's does. */
class Socket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  static made: Socket[] = [];
  static get last(): Socket {
    return Socket.made.at(-1)!;
  }
  readyState = Socket.CONNECTING;
  readonly sent: { type: string }[] = [];

  constructor(readonly url: string) {
    super();
    Socket.made.push(this);
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame) as { type: string });
  }

  close(): void {
    this.readyState = Socket.CLOSED;
  }

  say(frame: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  welcome(): void {
    this.readyState = Socket.OPEN;
    this.dispatchEvent(new Event('open'));
    this.say({ type: 'welcome', session: 's', user: 'u', server_time: '', heartbeat_ms: HEARTBEAT_MS });
  }

  get pings(): number {
    return this.sent.filter((frame) => frame.type === 'ping').length;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Socket.made = [];
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a connection', () => {
  const open = () => {
    const frames: ServerFrame[] = [];
    const gone = vi.fn();
    const connection = new Connection('ws://here', 'token', { frame: (frame) => frames.push(frame), gone });
    return { connection, frames, gone, socket: Socket.last };
  };
  const welcomed = () => {
    const all = open();
    all.socket.welcome();
    return all;
  };

  test('says hello with its token', () => expect(welcomed().socket.sent).toEqual([{ type: 'hello', token: 'token' }]));

  test('without a welcome is gone after 10 s', () => {
    const { gone } = open();
    vi.advanceTimersByTime(9_999);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(gone).toHaveBeenCalledExactlyOnceWith(null);
  });

  test('silent for 5 s after a ping is gone, and closed', () => {
    const { gone, socket } = welcomed();
    vi.advanceTimersByTime(HEARTBEAT_MS + 4_999);
    expect(socket.pings).toBe(1);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(gone).toHaveBeenCalledExactlyOnceWith(null);
    expect(socket.readyState).toBe(Socket.CLOSED);
    vi.advanceTimersByTime(60_000);
    expect(gone).toHaveBeenCalledOnce();
  });

  test.each([{ type: 'pong', n: 1, server_time: '' }, { type: 'typing', channel: 'c', user: 'u', typing: true }])('hears in a $type that the path lives', (frame) => {
    const { gone, socket, frames } = welcomed();
    for (let beats = 1; beats <= 5; beats++) {
      vi.advanceTimersByTime(HEARTBEAT_MS);
      expect(socket.pings).toBe(beats);
      socket.say(frame);
    }
    expect(frames.at(-1)).toEqual(frame);
    expect(gone).not.toHaveBeenCalled();
  });

  test('gives a probe a second, and a beat within it gives no more', () => {
    const { connection, gone, socket } = welcomed();
    vi.advanceTimersByTime(HEARTBEAT_MS - 500);
    connection.probe();
    vi.advanceTimersByTime(999);
    expect(socket.pings).toBe(2);
    expect(gone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(gone).toHaveBeenCalledExactlyOnceWith(null);
  });

  test('an answered probe changes nothing', () => {
    const { connection, gone, socket } = welcomed();
    connection.probe();
    socket.say({ type: 'pong', n: 1, server_time: '' });
    vi.advanceTimersByTime(HEARTBEAT_MS - 1);
    expect(gone).not.toHaveBeenCalled();
  });

  test.each([
    ['a prompt', 0, 800, 60_000],
    ['a slow', 0, 1_000, 0],
    ["another ping's", 1, 0, 0],
  ])('hears the clock in %s answer, or not', (_, before, later_ms, ahead_ms) => {
    const { connection, socket } = welcomed();
    hearServer(Date.now());
    connection.probe();
    vi.advanceTimersByTime(later_ms);
    socket.say({ type: 'pong', n: 1 - before, server_time: new Date(Date.now() + 60_000).toISOString() });
    expect(serverNow() - Date.now()).toBe(ahead_ms);
  });

  test('says with which code it was closed', () => {
    const { gone, socket } = welcomed();
    socket.dispatchEvent(Object.assign(new Event('close'), { code: 4401 }));
    expect(gone).toHaveBeenCalledExactlyOnceWith(4401);
  });
});

describe('the realtime', () => {
  const open = async (): Promise<Realtime> => {
    const realtime = new Realtime(() => 'ws://here', () => Promise.resolve('token'));
    realtime.start();
    await vi.advanceTimersByTimeAsync(0);
    Socket.last.welcome();
    return realtime;
  };

  test('opens another socket when one has gone silent, and follows its topics on that', async () => {
    const realtime = await open();
    realtime.subscribe('user', { event: () => {}, gap: () => {} });
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS * 2);
    expect(realtime.status).toBe('waiting');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(Socket.made).toHaveLength(2);
    Socket.last.welcome();
    expect(realtime.status).toBe('open');
    expect(Socket.last.sent).toContainEqual(expect.objectContaining({ type: 'subscribe', topic: 'user' }));
  });

  test('probes its socket when the machine is online again', async () => {
    await open();
    window.dispatchEvent(new Event('online'));
    expect(Socket.last.pings).toBe(1);
    await vi.advanceTimersByTimeAsync(1_250);
    expect(Socket.made).toHaveLength(2);
  });

  test('dials again at once when the machine comes online in the middle of a dial', async () => {
    await open();
    await vi.advanceTimersByTimeAsync(HEARTBEAT_MS * 2 + 250);
    expect(Socket.made).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(250);
    expect(Socket.made).toHaveLength(3);
    expect(Socket.made[1]!.readyState).toBe(Socket.CLOSED);
  });
});
