import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tryMedia } from './trial.ts';

const stopped = vi.fn();
vi.mock('./test-picture.ts', () => ({ testPicture: () => ({ track: { kind: 'video' }, stop: stopped }) }));

const WAY = [
  { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
  { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.02 },
  { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
];
const SERVER = { id: 'r', type: 'remote-candidate', address: '203.0.113.7', port: 8180, protocol: 'udp' };
const sent = (packets: number): object => ({ id: 'o', type: 'outbound-rtp', packetsSent: packets });
const told = (lost: number): object => ({ id: 'i', type: 'remote-inbound-rtp', packetsLost: lost });

/** A browser's connection, and what it reports of itself after so many ms. */
class Connection {
  static made: Connection;
  static connects = true;
  static reports: (ms: number) => object[];
  connectionState = 'new';
  localDescription = { sdp: 'offer' };
  private readonly began = Date.now();

  constructor() {
    Connection.made = this;
  }

  addTransceiver(): object {
    return { mid: '0', setCodecPreferences: () => {} };
  }

  async createOffer(): Promise<void> {}
  async setLocalDescription(): Promise<void> {}

  async setRemoteDescription(): Promise<void> {
    if (Connection.connects) this.connectionState = 'connected';
  }

  async getStats(): Promise<object[]> {
    return Connection.reports(Date.now() - this.began);
  }

  close(): void {
    this.connectionState = 'closed';
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', Connection);
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null });
  Connection.connects = true;
  stopped.mockClear();
});

afterEach(() => {
  expect(Connection.made.connectionState, 'nothing is left open').toBe('closed');
  expect(stopped).toHaveBeenCalledOnce();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ask = vi.fn(async () => ({ sdp: 'answer' }));
const trying = (): ReturnType<typeof tryMedia> => tryMedia([], ask);

test('what the server says that it got, of the time since it first said so', async () => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms / 10), ...(ms < 1000 ? [] : [told(ms < 2000 ? 20 : 25)])];
  const found = trying();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await found).toEqual({ path: { protocol: 'udp', relayed: false, rtt_ms: 20 }, server: '203.0.113.7:8180', packets: { arrived: 295, lost: 5 } });
  expect(ask).toHaveBeenCalledWith({ type: 'call_test', sdp: 'offer', sources: { 0: 'camera' } });
});

test('no way to the server', async () => {
  Connection.connects = false;
  Connection.reports = () => [SERVER];
  const found = trying();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await found).toMatchObject({ path: null, server: '203.0.113.7:8180' });
});

test('a way over which nothing arrives is none', async () => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms / 10)];
  const found = trying();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await found).toMatchObject({ path: null });
});

test('a server that does not take it', async () => {
  ask.mockRejectedValueOnce(new Error('busy'));
  await expect(trying()).rejects.toThrow('busy');
});
