import { refreshSession, type SignedIn } from '@lyceum/sdk';
import { expect, test, vi } from 'vitest';
import { accept } from '../api/session.ts';
import { realtime } from './index.ts';

vi.mock('@lyceum/sdk', () => ({ refreshSession: vi.fn<() => void>() }));

const LIFE_S = 300;

/** Named by when it was given. */
const given = (): SignedIn => ({ access_token: String(Date.now()), expires_in: LIFE_S, user: { id: 'nimal', organization: { slug: 'demo' } } }) as SignedIn;

class Socket extends EventTarget {
  static readonly OPEN = 1;
  static made: Socket[] = [];
  readyState = 1;
  said = '';

  constructor() {
    super();
    Socket.made.push(this);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { type: string; token?: string; n?: number };
    if (frame.token) this.said = frame.token;
    if (frame.type === 'ping') this.say({ type: 'pong', n: frame.n, server_time: '' });
  }

  close(): void {}

  say(frame: object): void {
    queueMicrotask(() => this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) })));
  }
}

test('in a session of an hour the socket never has a token that ran out', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('location', { origin: 'http://test.test' });
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('localStorage', { setItem: () => {}, removeItem: () => {}, getItem: () => '1' });
  const refreshed = vi.mocked(refreshSession) as unknown as ReturnType<typeof vi.fn<() => Promise<SignedIn>>>;
  refreshed.mockImplementation(async () => given());
  accept(given());
  realtime.start();
  await vi.advanceTimersByTimeAsync(0);
  const [socket] = Socket.made;
  // the way takes time: the looks are not in step with the token
  await vi.advanceTimersByTimeAsync(3000);
  socket!.dispatchEvent(new Event('open'));
  socket!.say({ type: 'welcome', session: 's', user: 'u', server_time: '', heartbeat_ms: 5000 });
  let oldest = 0;
  for (let second = 0; second < 3600; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    oldest = Math.max(oldest, Date.now() - Number(socket!.said));
  }
  expect(oldest).toBeLessThan(LIFE_S * 1000);
  expect(Socket.made).toHaveLength(1);
  expect(refreshed.mock.calls.length, 'and asks no oftener than it must').toBeLessThan(30);
  realtime.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
