import { Peer, type Link } from './peer.ts';
import { preferVp8 } from './publisher.ts';
import type { Signalling } from './signalling.ts';

/** Fixed slots: who is in them changes without a new offer. */
const AUDIO_SLOTS = 3;
const VIDEO_SLOTS = 9;

/** Receives the others. `streams` has one stream per slot, by the media id that `call_state.slots` names. */
export class Subscriber {
  streams: ReadonlyMap<string, MediaStream> = new Map();
  private readonly peer: Peer;

  constructor(room: string, signalling: Signalling, servers: () => RTCIceServer[], onLink: (link: Link) => void, onStreams: () => void) {
    const prepare = (connection: RTCPeerConnection): (() => Record<string, never>) => {
      this.streams = new Map();
      for (let i = 0; i < AUDIO_SLOTS; i++) connection.addTransceiver('audio', { direction: 'recvonly' });
      for (let i = 0; i < VIDEO_SLOTS; i++) preferVp8(connection.addTransceiver('video', { direction: 'recvonly' }));
      return () => ({});
    };
    const onTrack = (mid: string, track: MediaStreamTrack): void => {
      this.streams = new Map([...this.streams, [mid, new MediaStream([track])]]);
      onStreams();
    };
    this.peer = new Peer('subscribe', room, signalling, servers, prepare, onTrack, onLink);
  }

  start(): Promise<void> {
    return this.peer.start();
  }

  restart(): Promise<void> {
    return this.peer.restart();
  }

  stats(): Promise<RTCStatsReport> | undefined {
    return this.peer.stats();
  }

  close(): void {
    this.peer.close();
    this.streams = new Map();
  }

  audio(): [mid: string, stream: MediaStream][] {
    return [...this.streams].filter(([, stream]) => stream.getAudioTracks().length > 0);
  }
}
