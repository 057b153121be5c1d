import type { ConnectionName, Signalling, Source } from './signalling.ts';

/** What has not connected after this is given up for a new peer connection: an ICE restart, and a new one on a slow network. */
const RESTART_MS = 4000;
const START_MS = 10_000;

/** `lost` is only what stood; a connection that is new, or is made for a first device, is coming. */
export type Link = 'coming' | 'up' | 'lost';

/** What is set up on a new peer connection before its first offer; tells which section carries which source. */
export type Prepare = (connection: RTCPeerConnection) => () => Record<string, Source>;

/** One of the two connections of a call: offers, restarts, and starts anew when a restart does not help. */
export class Peer {
  private connection: RTCPeerConnection | null = null;
  private sources: () => Record<string, Source> = () => ({});
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Offers go one after the other: an answer belongs to the offer before it. */
  private turn: Promise<void> = Promise.resolve();
  /** Settles when the connection is closed: what is under way on it may never settle then. */
  private closed: Promise<void> = Promise.resolve();
  private onClose = (): void => {};
  private over = false;
  /** The present connection was up. */
  private stood = false;

  constructor(
    private readonly name: ConnectionName,
    private readonly room: string,
    private readonly signalling: Signalling,
    private readonly servers: () => RTCIceServer[],
    private readonly prepare: Prepare,
    private readonly onTrack: (mid: string, track: MediaStreamTrack) => void = () => {},
    private readonly onLink: (link: Link) => void = () => {},
  ) {}

  /** A new peer connection in place of what there was. */
  start(): Promise<void> {
    this.drop();
    if (this.over) return Promise.resolve();
    const connection = new RTCPeerConnection({ iceServers: this.servers(), bundlePolicy: 'max-bundle' });
    this.connection = connection;
    this.stood = false;
    this.turn = Promise.resolve();
    this.closed = new Promise((resolve) => (this.onClose = resolve));
    this.sources = this.prepare(connection);
    connection.addEventListener('track', (event) => {
      if (event.transceiver.mid !== null) this.onTrack(event.transceiver.mid, event.track);
    });
    connection.addEventListener('connectionstatechange', () => this.changed(connection));
    this.expect(connection, START_MS);
    return this.offer();
  }

  /** For changed tracks, or with `restart` for a changed network. */
  offer(restart = false): Promise<void> {
    const connection = this.connection;
    const closed = this.closed;
    this.turn = this.turn.catch(() => {}).then(() => Promise.race([this.exchange(connection, restart), closed]));
    return this.turn;
  }

  /** Finds a way over the present network; a new connection if that takes too long. */
  async restart(): Promise<void> {
    const connection = this.connection;
    if (!connection) return;
    this.expect(connection, RESTART_MS);
    await this.offer(true);
  }

  stats(): Promise<RTCStatsReport> | undefined {
    return this.connection?.getStats();
  }

  /** For good: whatever is under way still gets no other connection. */
  close(): void {
    this.over = true;
    this.drop();
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.connection?.close();
    this.connection = null;
    this.onClose();
  }

  private expect(connection: RTCPeerConnection, ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (connection === this.connection && connection.connectionState !== 'connected') void this.start().catch(() => {});
    }, ms);
  }

  private async exchange(connection: RTCPeerConnection | null, restart: boolean): Promise<void> {
    if (!connection || connection !== this.connection) return;
    await connection.setLocalDescription(await connection.createOffer({ iceRestart: restart }));
    // candidates are inside the offer: the server is the one that is found
    const sdp = connection.localDescription?.sdp ?? '';
    const reply = await this.signalling.request({ type: 'call_offer', room: this.room, connection: this.name, sdp, sources: this.sources() });
    if (connection !== this.connection || !reply.sdp) return;
    await connection.setRemoteDescription({ type: 'answer', sdp: reply.sdp });
  }

  private changed(connection: RTCPeerConnection): void {
    if (connection !== this.connection) return;
    const state = connection.connectionState;
    const up = state === 'connected';
    this.stood ||= up;
    this.onLink(up ? 'up' : this.stood ? 'lost' : 'coming');
    if (up) clearTimeout(this.timer);
    if (state === 'disconnected' && navigator.onLine) void this.restart().catch(() => {});
    if (state === 'failed') void this.start().catch(() => {});
  }
}
