import { vi } from 'vitest';
import { Call } from './call.ts';
import type { CallFrame, CallNotice, CallReply, CallRequest, Signalling } from './signalling.ts';

/** What a test settles when it wants to. */
export function later<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

export class Track extends EventTarget {
  static made: Track[] = [];
  enabled = true;
  readyState: 'live' | 'ended' = 'live';

  constructor(readonly kind: 'audio' | 'video') {
    super();
    Track.made.push(this);
  }

  getSettings(): { deviceId?: string } {
    return {};
  }

  stop(): void {
    this.readyState = 'ended';
  }
}

export class Connection extends EventTarget {
  static made: Connection[] = [];
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: { sdp: string } | null = null;

  constructor() {
    super();
    Connection.made.push(this);
  }

  addTransceiver(): object {
    const sender = { replaceTrack: () => Promise.resolve() };
    return { mid: '0', direction: 'sendonly', sender, setCodecPreferences: () => {} };
  }

  async createOffer(): Promise<{ sdp: string }> {
    return { sdp: 'offer' };
  }

  async setLocalDescription(offer: { sdp: string }): Promise<void> {
    this.localDescription = offer;
  }

  async setRemoteDescription(): Promise<void> {}

  /** What has arrived, as a browser reports it. */
  arrived: object[] = [];

  async getStats(): Promise<object[]> {
    return this.arrived;
  }

  close(): void {
    this.connectionState = 'closed';
  }

  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
}

export const streamOf = (...tracks: Track[]) => ({
  getTracks: () => tracks, getVideoTracks: () => tracks.filter((t) => t.kind === 'video'), getAudioTracks: () => tracks.filter((t) => t.kind === 'audio'),
});

export const devices = { getUserMedia: vi.fn(), getDisplayMedia: vi.fn() };

export const settle = () => vi.advanceTimersByTimeAsync(0);

/** A call of somebody with camera and microphone, or without, and a server that answers when the test says so. */
export function made(withDevices = true) {
  const said: (CallRequest | CallNotice)[] = [];
  const asked: Record<CallRequest['type'], ReturnType<typeof later<CallReply>>[]> = { call_join: [], call_offer: [], call_stats: [] };
  let frame: (frame: CallFrame) => void = () => {};
  let reopened = (): void => {};
  const signalling: Signalling = {
    request: (request) => {
      said.push(request);
      const answer = later<CallReply>();
      asked[request.type].push(answer);
      return answer.promise;
    },
    send: (notice) => void said.push(notice),
    onFrame: (_room, listener) => ((frame = listener), () => (frame = () => {})),
    onLost: () => () => {},
    onReopened: (listener) => ((reopened = listener), () => (reopened = () => {})),
  };
  const servers = later<RTCIceServer[]>();
  const open = later<unknown>();
  const call = new Call({ room: 'r', me: 'nimal', signalling, iceServers: () => servers.promise });
  const tracks = withDevices && { microphone: new Track('audio') as unknown as MediaStreamTrack, camera: new Track('video') as unknown as MediaStreamTrack };
  void call.join(tracks || {}, () => open.promise);
  return { call, said, asked, servers, open, frame: (one: CallFrame) => frame(one), reopened: () => reopened() };
}

export type Made = ReturnType<typeof made>;

/** How far somebody has come, and what still comes when they have gone. */
export const PHASES: Record<string, { reach: (call: Made) => Promise<void> }> = {
  'the room is opened': { reach: async () => {} },
  'the addresses of relays are asked for': { reach: async ({ open }) => { open.resolve(null); await settle(); } },
  'the server is asked to let one in': { reach: async (made) => { await PHASES['the addresses of relays are asked for']!.reach(made); made.servers.resolve([]); await settle(); } },
  'the lobby': { reach: async (made) => { await PHASES['the server is asked to let one in']!.reach(made); made.asked.call_join[0]!.resolve({ admitted: false }); await settle(); } },
  'offers under way': { reach: async (made) => { await PHASES['the server is asked to let one in']!.reach(made); made.asked.call_join[0]!.resolve({ admitted: true }); await settle(); } },
  'the call': { reach: async (made) => { await PHASES['offers under way']!.reach(made); for (const offer of made.asked.call_offer) offer.resolve({ sdp: 'answer' }); await settle(); } },
  'the way back': { reach: async (made) => { await PHASES['the call']!.reach(made); made.reopened(); await settle(); } },
};

/** A browser with devices and connections that are none. */
export function pretend(): void {
  Track.made = [];
  Connection.made = [];
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', { onLine: true, mediaDevices: devices });
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('RTCPeerConnection', Connection);
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null });
}

export function pretendNoMore(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}
