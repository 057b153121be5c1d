import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tryMedia } from './trial.ts';

const stopped = vi.fn();
vi.mock('./test-picture.ts', () => ({ testPicture: () => ({ track: { kind: 'video' }, stop: stopped }) }));

/** A way on which the other end answered last after so many ms. */
const way = (ms: number): object[] => [
  { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
  { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.02, responsesReceived: Math.floor(ms / 2000) },
  { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
];
const SERVER = { id: 'r', type: 'remote-candidate', address: '203.0.113.7', port: 8180, protocol: 'udp' };
const sent = (packets: number): object => ({ id: 'o', type: 'outbound-rtp', packetsSent: packets });
const told = (ms: number, lost: number): object => ({ id: 'i', type: 'remote-inbound-rtp', timestamp: ms, packetsLost: lost });

/** A browser's connection, and what it reports of itself after so many ms. */
class Connection {
  static made: Connection[];
  static connects = true;
  static reports: (ms: number) => object[];
  connectionState = 'new';
  localDescription = { sdp: 'offer' };
  private readonly began = Date.now();

  constructor() {
    Connection.made.push(this);
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
  Connection.made = [];
  stopped.mockClear();
});

afterEach(() => {
  for (const { connectionState } of Connection.made) expect(connectionState, 'nothing is left open').toBe('closed');
  expect(stopped).toHaveBeenCalledTimes(Connection.made.length);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ask = vi.fn(async () => ({ sdp: 'answer' }));
async function trying(): ReturnType<typeof tryMedia> {
  const found = tryMedia([], ask);
  await vi.advanceTimersByTimeAsync(60_000);
  return found;
}
const second = (ms: number): number => ms - (ms % 1000);

test('what the server says that it got, of the time since it first said so', async () => {
  Connection.reports = (ms) => [...way(ms), SERVER, sent(ms / 10), ...(ms < 1000 ? [] : [told(second(ms), ms < 2000 ? 20 : 25)])];
  const found = await trying();
  expect(found).toMatchObject({ path: { protocol: 'udp', relayed: false, rtt_ms: 20 }, server: '203.0.113.7:8180' });
  // it first said so after 1 s, the way was answered on after 6 s, and reported of again after 7 s
  expect(found?.packets).toEqual({ arrived: (7000 - 1000) / 10 - 5, lost: 5 });
  expect(ask).toHaveBeenCalledWith({ type: 'call_test', sdp: 'offer', sources: { 0: 'camera' } });
});

test.each([['at once', 300], ['before anything was reported', 900], ['while it is watched', 2100], ['at the end of that', 3900]])('a way that dies %s tells nothing, though reports come that say that nothing was lost', async (_, dies) => {
  Connection.reports = (ms) => [...way(Math.min(ms, dies)), SERVER, sent(ms / 10), ...(ms < 1000 || dies < 1000 ? [] : [told(second(ms), 0)])];
  expect(await trying()).toBeNull();
});

test('what is lost until the very end is in the report that is waited for', async () => {
  // nothing passes from 3 s to 5 s, and the reports tell it only afterwards
  Connection.reports = (ms) => [...way(ms > 3000 && ms < 5000 ? 3000 : ms), SERVER, sent(ms / 10), ...(ms < 1000 ? [] : [told(second(ms), ms < 6000 ? 0 : 200)])];
  expect((await trying())?.packets.lost).toBe(200);
});

test('no way to the server, in two tries', async () => {
  Connection.connects = false;
  Connection.reports = () => [SERVER];
  expect(await trying()).toMatchObject({ path: null, server: '203.0.113.7:8180' });
  expect(Connection.made).toHaveLength(2);
});

test('another device took the place before a way was found: it is tried once more', async () => {
  Connection.connects = false;
  Connection.reports = (ms) => [...way(ms), SERVER, sent(ms / 10), ...(ms < 1000 ? [] : [told(second(ms), 0)])];
  ask.mockImplementationOnce(async () => ({ sdp: 'answer' })).mockImplementationOnce(async () => {
    Connection.connects = true;
    return { sdp: 'answer' };
  });
  expect(await trying()).toMatchObject({ path: { protocol: 'udp' }, packets: { lost: 0 } });
});

test('a way over which nothing arrives is none', async () => {
  Connection.reports = (ms) => [...way(ms), SERVER, sent(ms / 10)];
  expect(await trying()).toMatchObject({ path: null });
});

test('a server that does not take it', async () => {
  ask.mockRejectedValueOnce(new Error('busy'));
  await expect(tryMedia([], ask)).rejects.toThrow('busy');
});
