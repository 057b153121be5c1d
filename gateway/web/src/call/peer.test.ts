import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Peer } from './peer.ts';
import type { CallRequest, Signalling } from './signalling.ts';

/** A browser's connection as far as `Peer` looks; what is under way on it never settles once it is closed, as in Chromium. */
class Connection extends EventTarget {
  static made: Connection[] = [];
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: { sdp: string } | null = null;
  remoteDescription: unknown = null;
  offers: (() => void)[] = [];
  isClosed = false;

  constructor() {
    super();
    Connection.made.push(this);
  }

  createOffer(): Promise<{ sdp: string }> {
    return new Promise((resolve) => this.offers.push(() => !this.isClosed && resolve({ sdp: `offer ${Connection.made.indexOf(this)}` })));
  }

  async setLocalDescription(offer: { sdp: string }): Promise<void> {
    this.localDescription = offer;
  }

  async setRemoteDescription(answer: unknown): Promise<void> {
    this.remoteDescription = answer;
  }

  close(): void {
    this.isClosed = true;
  }

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  Connection.made = [];
  vi.stubGlobal('RTCPeerConnection', Connection);
  vi.stubGlobal('navigator', { onLine: true });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function made() {
  const sent: CallRequest[] = [];
  const signalling = { request: async (frame: CallRequest) => (sent.push(frame), { sdp: 'answer' }) } as unknown as Signalling;
  const peer = new Peer('subscribe', 'r', signalling, () => [], () => () => ({}));
  return { peer, sent };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

test('a new connection goes on where the one before was closed in the middle of its offer', async () => {
  const { peer, sent } = made();
  const first = peer.start();
  await settle();
  const second = peer.start();
  await settle();
  for (const connection of Connection.made) for (const offer of connection.offers) offer();
  await Promise.all([first, second]);
  expect(sent).toMatchObject([{ type: 'call_offer', sdp: 'offer 1' }]);
  expect(Connection.made[1]?.remoteDescription).toEqual({ type: 'answer', sdp: 'answer' });
});

test('what does not connect is tried anew until it does', async () => {
  const { peer } = made();
  void peer.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(Connection.made).toHaveLength(2);
  Connection.made[1]?.becomes('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Connection.made).toHaveLength(2);
  peer.close();
});

test('a connection that is gone and does not come back is replaced, a closed one is not', async () => {
  const { peer } = made();
  void peer.start();
  await settle();
  Connection.made[0]?.becomes('connected');
  Connection.made[0]?.becomes('disconnected');
  await vi.advanceTimersByTimeAsync(4000);
  expect(Connection.made).toHaveLength(2);
  peer.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Connection.made).toHaveLength(2);
});
