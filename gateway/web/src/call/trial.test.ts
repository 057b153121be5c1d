import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Counted } from './path.ts';
import type { CallReply } from './signalling.ts';
import { tryMedia, watch } from './trial.ts';

const stopped = vi.fn();
vi.mock('./test-picture.ts', () => ({ testPicture: () => ({ track: { kind: 'video' }, stop: stopped }) }));

const WAY = [
  { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
  { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.02 },
  { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' },
];
const SERVER = { id: 'r', type: 'remote-candidate', address: '203.0.113.7', port: 8180, protocol: 'udp' };
/** A packet each ten ms. */
const sent = (ms: number): object => ({ id: 'o', type: 'outbound-rtp', packetsSent: ms / 10 });

/** A browser's connection, and what it reports of itself after so many ms. */
class Connection {
  static made: Connection[];
  static connects = true;
  static reports: (ms: number) => object[];
  connectionState = 'new';
  localDescription = { sdp: 'offer' };
  readonly began = Date.now();

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

/** What the server got after so many ms. */
let got: (ms: number) => { received: number; lost: number };
const ask = vi.fn(async ({ type }: { type: string }): Promise<CallReply> => {
  const ms = Date.now() - (Connection.made.at(-1)?.began ?? 0);
  return type === 'call_test' ? { sdp: 'answer' } : { stats: { ...got(ms), sent: 0 } };
});
async function trying(): ReturnType<typeof tryMedia> {
  const found = tryMedia([], ask);
  await vi.advanceTimersByTimeAsync(60_000);
  return found;
}

test('what the server counts', async () => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms)];
  got = (ms) => ({ received: ms / 10 - 20, lost: 20 });
  expect(await trying()).toEqual({ path: { protocol: 'udp', relayed: false, rtt_ms: 20 }, server: '203.0.113.7:8180', up: { arrived: 300, lost: 0 }, down: null });
  expect(ask).toHaveBeenCalledWith({ type: 'call_test', sdp: 'offer', sources: { 0: 'camera' } });
});

test('what is missing between what came', async () => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms)];
  got = (ms) => ({ received: 0.08 * ms, lost: 0.02 * ms });
  expect((await trying())?.up).toEqual({ arrived: 240, lost: 60 });
});

test.each([['at once', 0], ['while it is watched', 1000], ['at the end of that', 2900]])('packets that do not come any more, from %s on, are lost, though the way is answered', async (_, dies) => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms)];
  got = (ms) => ({ received: Math.min(ms, dies) / 10, lost: 0 });
  expect((await trying())?.up).toEqual({ arrived: dies / 10, lost: 300 - dies / 10 });
});

test('what is still on its way when it has been watched is waited for', async () => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms)];
  // nothing comes from 2 s to 4 s, and then all
  got = (ms) => ({ received: (ms > 2000 && ms < 4000 ? 2000 : ms) / 10, lost: 0 });
  expect((await trying())?.up).toEqual({ arrived: 400, lost: 0 });
});

test('a picture that is not sent is not said to arrive', async () => {
  Connection.reports = () => [...WAY, SERVER, sent(0)];
  got = () => ({ received: 0, lost: 0 });
  expect((await trying())?.up).toEqual({ arrived: 0, lost: 0 });
});

test('a trial that the server ended tells nothing', async () => {
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms)];
  got = (ms) => {
    if (ms > 2000) throw new Error('not_in_call');
    return { received: ms / 10, lost: 0 };
  };
  await expect(Promise.all([tryMedia([], ask), vi.advanceTimersByTimeAsync(60_000)])).rejects.toThrow('not_in_call');
});

test('no way to the server, in two tries', async () => {
  Connection.connects = false;
  Connection.reports = () => [SERVER];
  expect(await trying()).toMatchObject({ path: null, server: '203.0.113.7:8180' });
  expect(Connection.made).toHaveLength(2);
});

test('another device took the place before a way was found: it is tried once more', async () => {
  Connection.connects = false;
  Connection.reports = (ms) => [...WAY, SERVER, sent(ms)];
  got = (ms) => ({ received: ms / 10, lost: 0 });
  ask.mockImplementationOnce(async () => ({ sdp: 'answer' })).mockImplementationOnce(async () => {
    Connection.connects = true;
    return { sdp: 'answer' };
  });
  expect(await trying()).toMatchObject({ path: { protocol: 'udp' }, up: { lost: 0 } });
});

test('a server that does not take it', async () => {
  ask.mockRejectedValueOnce(new Error('busy'));
  await expect(tryMedia([], ask)).rejects.toThrow('busy');
});

test('in a call both ways are told, and of a connection that began anew nothing', async () => {
  const began = Date.now();
  const watching = (down: (sent: number) => Partial<Counted>): ReturnType<typeof watch> => watch(async () => {
    const packets = Math.round((Date.now() - began) / 10);
    return { path: { protocol: 'udp', relayed: false, rtt_ms: 20 }, server: null, up: { sent: packets, arrived: packets, lost: 0 }, down: { sent: packets, arrived: packets, lost: 0, ...down(packets) } };
  });
  const all = Promise.all([
    watching(() => ({})),
    watching(() => ({ arrived: 0 })),
    watching((sent) => ({ arrived: 0.9 * sent, lost: 0.1 * sent })),
    // of numbers that others lost on their way the server sent none
    watching((sent) => ({ sent: 0.8 * sent, arrived: 0.8 * sent, lost: 0.2 * sent })),
    watching((sent) => ({ arrived: sent > 100 ? 0 : sent + 1 })),
  ]);
  await vi.advanceTimersByTimeAsync(10_000);
  const [both, oneWay, lossy, theirs, anew] = await all;
  expect(both).toMatchObject({ up: { arrived: 300, lost: 0 }, down: { arrived: 300, lost: 0 } });
  expect(oneWay).toMatchObject({ up: { lost: 0 }, down: { arrived: 0, lost: 300 } });
  expect(lossy?.down).toEqual({ arrived: 270, lost: 30 });
  expect(theirs?.down).toEqual({ arrived: 240, lost: 0 });
  expect(anew).toBeNull();
});
