import { Peer, type Link } from './peer.ts';
import type { Signalling, Source } from './signalling.ts';

export const KILOBITS = { camera: 600, screen: 1200 } as const;

/** Sends this person's tracks. A source keeps its section of the connection; what is not sent is not offered. */
export class Publisher {
  private readonly tracks = new Map<Source, MediaStreamTrack>();
  private transceivers = new Map<Source, RTCRtpTransceiver>();
  private closed = false;
  private readonly peer: Peer;

  /** `onEnded` is told of what ended by itself, not of what was stopped here. */
  constructor(room: string, signalling: Signalling, servers: () => RTCIceServer[], onLink: (link: Link) => void, private readonly onEnded: (source: Source) => void) {
    this.peer = new Peer('publish', room, signalling, servers, (connection) => this.prepare(connection), undefined, onLink);
  }

  stats(): Promise<RTCStatsReport> | undefined {
    return this.tracks.size > 0 ? this.peer.stats() : undefined;
  }

  track(source: Source): MediaStreamTrack | null {
    return this.tracks.get(source) ?? null;
  }

  start(): Promise<void> {
    return this.tracks.size > 0 ? this.peer.start() : Promise.resolve();
  }

  restart(): Promise<void> {
    return this.tracks.size > 0 ? this.peer.restart() : Promise.resolve();
  }

  /** Sends `track` as `source`, in place of what that was; a source that is new to the connection is offered. What opened too late is stopped. */
  async set(source: Source, track: MediaStreamTrack, live: boolean): Promise<void> {
    if (this.closed) return track.stop();
    const before = this.tracks.get(source);
    const first = this.tracks.size === 0;
    this.tracks.set(source, track);
    if (before && before !== track) before.stop();
    track.addEventListener('ended', () => this.tracks.get(source) === track && this.onEnded(source));
    if (!live) return;
    if (first) return this.peer.start();
    const transceiver = this.transceivers.get(source);
    if (transceiver) {
      await transceiver.sender.replaceTrack(track);
      if (transceiver.direction === 'sendonly') return;
      transceiver.direction = 'sendonly';
    } else {
      this.transceivers.set(source, this.add(source, track));
    }
    await this.peer.offer();
  }

  /** Stops and forgets the source. */
  async remove(source: Source): Promise<void> {
    this.tracks.get(source)?.stop();
    if (!this.tracks.delete(source)) return;
    const transceiver = this.transceivers.get(source);
    if (!transceiver) return;
    await transceiver.sender.replaceTrack(null);
    transceiver.direction = 'inactive';
    await this.peer.offer();
  }

  close(): void {
    this.closed = true;
    this.peer.close();
    for (const track of this.tracks.values()) track.stop();
    this.tracks.clear();
  }

  private connection: RTCPeerConnection | null = null;

  private prepare(connection: RTCPeerConnection): () => Record<string, Source> {
    this.connection = connection;
    this.transceivers = new Map([...this.tracks].map(([source, track]) => [source, this.add(source, track)]));
    return () => Object.fromEntries([...this.transceivers].filter(([, t]) => t.mid !== null && t.direction === 'sendonly').map(([source, t]) => [t.mid, source]));
  }

  private add(source: Source, track: MediaStreamTrack): RTCRtpTransceiver {
    const kilobits = source === 'camera' || source === 'screen' ? KILOBITS[source] : undefined;
    const transceiver = this.connection!.addTransceiver(track, { direction: 'sendonly', sendEncodings: kilobits ? [{ maxBitrate: kilobits * 1000 }] : [{}] });
    if (source === 'screen') track.contentHint = 'detail';
    if (track.kind === 'video') preferVp8(transceiver);
    return transceiver;
  }
}

/** One codec for everybody in the room: nothing is transcoded on the way. */
export function preferVp8(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  const wanted = codecs.filter((c) => /^video\/(VP8|rtx)$/i.test(c.mimeType));
  if (wanted.length > 0) transceiver.setCodecPreferences(wanted);
}
