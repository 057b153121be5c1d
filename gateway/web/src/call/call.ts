import { Refused } from '../lib/refused.ts';
import type { Tracks } from './devices.ts';
import { Downlink } from './downlink.ts';
import { Own } from './own.ts';
import type { Link } from './peer.ts';
import { toldIn, together, type Sample } from './path.ts';
import { Publisher } from './publisher.ts';
import { ownQuality, type Received } from './quality.ts';
import { counted, type CallFrame, type Signalling } from './signalling.ts';
import { initial, reduce, refused, type CallState } from './state.ts';
import { Subscriber } from './subscriber.ts';
import { heardOf, steady } from './weak.ts';

/** Refusals that say nothing about the call, and when to ask again after them and after whatever else went wrong. */
const PASSING = ['busy', 'unavailable'];
const AGAIN_MS = 2000;
/** A way for media is found within this time, or it is told that there seems to be none. */
const FOUND_MS = 10_000;

export type CallOptions = { room: string; me: string; signalling: Signalling; iceServers: () => Promise<RTCIceServer[]> };

/** One person's part in one call. A page subscribes to its `state` and calls its verbs; nothing here knows React. */
export class Call {
  /** What was on when it ended: who comes back comes with that. */
  had = initial.sending;
  readonly own: Own;
  private current: CallState = initial;
  private readonly listeners = new Set<() => void>();
  private readonly endings: (() => void)[] = [];
  private readonly publisher: Publisher;
  private readonly subscriber: Subscriber;
  private readonly downlink: Downlink;
  private weak = steady;
  private servers: RTCIceServer[] = [];
  private connected = { publish: false, subscribe: false };
  private rejoining = false;
  private admitted = false;
  private finding: ReturnType<typeof setTimeout> | undefined;
  /** The connections were answered once: a return goes on with them. */
  private answered = false;

  constructor(private readonly options: CallOptions) {
    const { room, me, signalling } = options;
    const servers = (): RTCIceServer[] => this.servers;
    this.publisher = new Publisher(room, signalling, servers, (link) => this.linkChanged('publish', link), (source) => this.own.ended(source));
    this.subscriber = new Subscriber(room, signalling, servers, (link) => this.linkChanged('subscribe', link), () => this.set({}));
    this.downlink = new Downlink(() => this.subscriber.stats(), () => this.current.slots, (received) => this.judge(received));
    this.own = new Own(this.publisher, {
      me, state: () => this.current, live: () => this.live, set: (change) => this.set(change),
      say: (source, muted) => this.live && signalling.send({ type: 'call_mute', room, source, muted }),
    });
  }

  get state(): CallState {
    return this.current;
  }

  get streams(): ReadonlyMap<string, MediaStream> {
    return this.subscriber.streams;
  }

  audio(): [mid: string, stream: MediaStream][] {
    return this.subscriber.audio();
  }

  /** How sound and pictures go now, over all connections. */
  async sample(): Promise<Sample> {
    const { room, signalling } = this.options;
    const reports = await Promise.all([this.subscriber.stats(), this.publisher.stats()]);
    return together(reports.filter((report) => report !== undefined).map(toldIn), counted(await signalling.request({ type: 'call_stats', room })));
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Goes in with the tracks that the preview opened, or that open now; either may be missing, listening always works. Why not stands in `state`. `open` is what a host does to the room first. */
  async join(opening: Partial<Tracks> | Promise<Tracks>, open: () => Promise<unknown> = async () => {}): Promise<void> {
    const { room, signalling } = this.options;
    this.set({ phase: 'joining', reason: null });
    const online = (): void => void this.repair();
    const leave = (): void => this.leave();
    window.addEventListener('online', online);
    // the socket alone says only that a network went, and the server keeps the place for a while
    window.addEventListener('pagehide', leave);
    this.endings.push(
      () => window.removeEventListener('online', online),
      () => window.removeEventListener('pagehide', leave),
      signalling.onFrame(room, (frame) => this.take(frame)),
      signalling.onReopened(() => void this.rejoin()),
      signalling.onLost(room, () => void this.rejoin()),
    );
    this.own.take(await opening);
    if (!this.over) await this.enter(open);
  }

  leave(reason: 'left' | 'signed_out' = 'left'): void {
    if (this.current.phase !== 'idle') this.depart({ phase: 'ended', reason });
  }

  private get over(): boolean {
    return this.current.phase === 'ended';
  }

  private get live(): boolean {
    return this.current.phase === 'in' || this.current.phase === 'reconnecting';
  }

  /** Asks to come in; in the lobby the host's yes comes as a frame. */
  private async enter(open: () => Promise<unknown>): Promise<void> {
    try {
      await open();
      this.servers = await this.options.iceServers();
      await this.knock();
    } catch (error) {
      this.depart(refused(error));
    }
  }

  private async knock(): Promise<void> {
    // asked after one has left, it would take a place that nobody leaves
    if (this.over) return;
    this.admitted = false;
    const reply = await this.options.signalling.request({ type: 'call_join', room: this.options.room, ...(this.answered && { resume: true }) });
    if (reply.admitted !== false) return this.connect();
    // the host's yes may be here before the answer that says to wait
    if (!this.admitted) this.set({ phase: 'lobby' });
    else if (this.current.phase !== 'in') await this.connect();
  }

  private async connect(): Promise<void> {
    // back again only when the new connections are up
    if (this.current.phase !== 'reconnecting') this.set({ phase: 'in' });
    clearTimeout(this.finding);
    this.finding = setTimeout(() => this.live && !this.connected.subscribe && this.set({ blocked: true }), FOUND_MS);
    await Promise.all([this.subscriber.start(), this.publisher.start()]);
    this.own.connected();
    this.answered = true;
  }

  private take(frame: CallFrame): void {
    const waited = this.current.phase === 'lobby';
    if (frame.type === 'call_ended') return this.end({ phase: 'ended', reason: frame.reason });
    if (frame.type === 'call_lobby') this.admitted = frame.admitted;
    this.set(reduce(this.current, frame));
    if (frame.type === 'call_state') this.own.told();
    if (waited && frame.type === 'call_lobby' && frame.admitted) void this.connect().catch(() => this.rejoin());
  }

  /** A new socket: the server may be another, so say everything again and connect anew. */
  private async rejoin(): Promise<void> {
    if (this.rejoining || (!this.live && this.current.phase !== 'lobby')) return;
    this.rejoining = true;
    // what was said of the others is old; the server says it anew
    this.set({ phase: this.current.phase === 'in' ? 'reconnecting' : this.current.phase, speakers: [], quality: {}, received: {} });
    try {
      await this.knock();
    } catch (error) {
      if (this.over) return;
      if (error instanceof Refused && !PASSING.includes(error.code)) return this.depart(refused(error));
      if (this.current.phase === 'in') this.set({ phase: 'reconnecting' });
      setTimeout(() => void this.rejoin(), AGAIN_MS);
    } finally {
      this.rejoining = false;
    }
  }

  /** The network changed under an open socket. */
  private async repair(): Promise<void> {
    if (!this.live) return;
    await Promise.allSettled([this.subscriber.restart(), this.publisher.restart()]);
  }

  private linkChanged(name: 'publish' | 'subscribe', link: Link): void {
    this.connected = { ...this.connected, [name]: link === 'up' };
    if (!this.live) return;
    if (this.connected.subscribe) this.set({ blocked: false });
    if (name === 'subscribe') this.downlink[link === 'up' ? 'watch' : 'stop']();
    const whole = this.connected.subscribe && (this.connected.publish || !this.sendsAnything());
    if (whole) this.set({ phase: 'in' });
    else if (link === 'lost') this.set({ phase: 'reconnecting' });
  }

  private judge(received: Record<string, Received>): void {
    this.weak = heardOf(this.weak, ownQuality({ quality: this.current.quality, received }, this.options.me), Date.now());
    this.set({ received, weak: this.weak.said });
  }

  private sendsAnything(): boolean {
    return Object.values(this.current.sending).some(Boolean);
  }

  /** Tells the server too: it may have taken in who was refused here, as when its answer came too late. */
  private depart(change: Partial<CallState>): void {
    if (this.over) return;
    this.options.signalling.send({ type: 'call_leave', room: this.options.room });
    this.end(change);
  }

  private end(change: Partial<CallState>): void {
    for (const ending of this.endings.splice(0)) ending();
    clearTimeout(this.finding);
    this.own.close();
    this.downlink.stop();
    this.subscriber.close();
    this.had = this.current.sending;
    this.set({ ...change, sending: initial.sending, lost: initial.lost });
  }

  /** What ended stays so, whatever comes late. */
  private set(change: Partial<CallState>): void {
    if (this.over) return;
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
