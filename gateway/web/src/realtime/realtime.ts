import { serverNow } from '../lib/clock.ts';
import { Refused } from '../lib/refused.ts';
import { backoff } from './backoff.ts';
import { Connection } from './connection.ts';
import { follow, type Place } from './follow.ts';
import type { ServerFrame, TopicEvent } from './frames.ts';

export type Status = 'idle' | 'connecting' | 'open' | 'waiting';
export type Follower = {
  event: (event: TopicEvent, position: number) => void;
  /** Something was missed: fetch again. */
  gap: () => void;
  online?: (users: string[]) => void;
  /** Followed from `head` on; what was fetched before may be older. Without it the first time counts as a gap. */
  joined?: (head: number) => void;
  /** Followed again: what was missed comes up to `head`, or is a gap. */
  rejoined?: (head: number) => void;
};
type Subscription = { place: Place; followers: Set<Follower>; online: string[] };
type Reply = { sdp?: string; admitted?: boolean; stats?: { received: number; lost: number; sent: number } };
type Waiting = { resolve: (reply: Reply) => void; reject: (error: Error) => void };

const SIGN_IN_AGAIN = 4401;
const RENEW_MS = 60_000;
const ANSWER_MS = 15_000;

/** The one socket of this page: signs in, resumes every topic where it stood, comes back by itself. Knows no React. */
export class Realtime {
  status: Status = 'idle';
  /** When the server last said anything here, by its clock; the beginning, before it has. */
  heard_at = serverNow();
  private connection: Connection | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private renewal: ReturnType<typeof setInterval> | undefined;
  private id = 0;
  private said: string | null = null;
  private opened = 0;
  private readonly topics = new Map<string, Subscription>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly frames = new Set<(frame: ServerFrame) => void>();
  private readonly statuses = new Set<() => void>();
  private readonly reopenings = new Set<() => void>();

  constructor(private readonly url: () => string, private readonly token: (renew: boolean) => Promise<string | null>) {}

  start(): void {
    if (this.status !== 'idle') return;
    window.addEventListener('online', this.online);
    void this.open();
  }

  stop(): void {
    window.removeEventListener('online', this.online);
    clearTimeout(this.timer);
    clearInterval(this.renewal);
    const connection = this.connection;
    this.connection = null;
    connection?.close();
    this.topics.clear();
    this.fail('signed out');
    this.set('idle');
  }

  /** Follows a topic until the returned function is called. */
  subscribe(topic: string, follower: Follower): () => void {
    const known = this.topics.get(topic);
    if (known) {
      known.followers.add(follower);
      if (known.place) {
        follower.online?.(known.online);
        follower.joined?.(known.place.position);
      }
    } else {
      this.topics.set(topic, { place: null, followers: new Set([follower]), online: [] });
      if (this.status === 'open') this.ask(topic);
    }
    return () => {
      const subscription = this.topics.get(topic);
      subscription?.followers.delete(follower);
      if (subscription?.followers.size !== 0) return;
      this.topics.delete(topic);
      this.send({ type: 'unsubscribe', topic });
    };
  }

  send(frame: object): boolean {
    return this.status === 'open' && (this.connection?.send(frame) ?? false);
  }

  /** Sends a frame that wants an answer. */
  request(frame: object): Promise<Reply> {
    const id = ++this.id;
    if (!this.send({ ...frame, id })) return Promise.reject(new Error('there is no connection'));
    return new Promise<Reply>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      setTimeout(() => this.reject(id, new Refused('unavailable', 'no answer in time')), ANSWER_MS);
    });
  }

  onFrame(listener: (frame: ServerFrame) => void): () => void {
    this.frames.add(listener);
    return () => this.frames.delete(listener);
  }

  onStatus(listener: () => void): () => void {
    this.statuses.add(listener);
    return () => this.statuses.delete(listener);
  }

  /** After each sign-in of a new socket but the first. */
  onReopened(listener: () => void): () => void {
    this.reopenings.add(listener);
    return () => this.reopenings.delete(listener);
  }

  private readonly online = (): void => {
    this.attempt = 0;
    if (this.connection) return this.connection.probe();
    clearTimeout(this.timer);
    void this.open();
  };

  private async open(renew = false): Promise<void> {
    this.set('connecting');
    let token: string | null;
    try {
      token = await this.token(renew);
    } catch {
      return this.later();
    }
    if (this.status !== 'connecting' || this.connection) return;
    if (!token) return this.stop();
    this.said = token;
    const connection: Connection = new Connection(this.url(), token, {
      frame: (frame) => connection === this.connection && this.take(frame),
      gone: (code) => connection === this.connection && this.gone(code),
    });
    this.connection = connection;
  }

  private gone(code: number | null): void {
    this.connection = null;
    clearInterval(this.renewal);
    this.fail('the connection went');
    if (code === SIGN_IN_AGAIN && this.attempt === 0) {
      this.attempt = 1;
      void this.open(true);
    } else this.later();
  }

  private later(pause_ms = backoff(this.attempt, Math.random())): void {
    this.attempt += 1;
    this.set('waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), pause_ms);
  }

  private take(frame: ServerFrame): void {
    this.heard_at = serverNow();
    switch (frame.type) {
      case 'welcome':
        return this.welcome();
      case 'reply':
        this.waiting.get(frame.id)?.resolve(frame);
        this.waiting.delete(frame.id);
        return;
      case 'error':
        if (frame.id !== undefined) return this.reject(frame.id, new Refused(frame.code, frame.detail));
        return this.tell(frame);
      case 'reconnect': {
        const connection = this.connection;
        this.connection = null;
        connection?.close();
        this.fail('the server restarts');
        return this.later(frame.after_ms);
      }
      case 'subscribed':
      case 'event':
      case 'gap':
        return this.step(frame);
      case 'presence':
        return this.present(frame);
      default:
        return this.tell(frame);
    }
  }

  private welcome(): void {
    this.attempt = 0;
    this.opened += 1;
    this.set('open');
    for (const topic of this.topics.keys()) this.ask(topic);
    this.renewal = setInterval(() => void this.renew(), RENEW_MS);
    if (this.opened > 1) for (const listener of this.reopenings) listener();
  }

  private step(frame: Extract<ServerFrame, { type: 'subscribed' | 'event' | 'gap' }>): void {
    const subscription = this.topics.get(frame.topic);
    if (!subscription) return;
    const first = subscription.place === null && frame.type === 'subscribed';
    const { place, act } = follow(subscription.place, frame);
    subscription.place = place;
    if (frame.type === 'subscribed' && frame.online) subscription.online = frame.online;
    for (const follower of subscription.followers) {
      if (frame.type === 'subscribed' && frame.online) follower.online?.(frame.online);
      if (first && follower.joined) follower.joined(frame.head);
      else if (first || act === 'refetch') follower.gap();
      else if (frame.type === 'subscribed') follower.rejoined?.(frame.head);
      if (act === 'apply' && frame.type === 'event') follower.event(frame.event, frame.position);
    }
  }

  private present({ channel, user, online }: Extract<ServerFrame, { type: 'presence' }>): void {
    const subscription = this.topics.get(`channel:${channel}`);
    if (!subscription) return;
    const others = subscription.online.filter((id) => id !== user);
    subscription.online = online ? [...others, user] : others;
    for (const follower of subscription.followers) follower.online?.(subscription.online);
  }

  private ask(topic: string): void {
    const place = this.topics.get(topic)?.place;
    this.connection?.send({ type: 'subscribe', id: ++this.id, topic, ...(place ? { timeline: place.timeline, position: place.position } : {}) });
  }

  private async renew(): Promise<void> {
    const token = await this.token(false).catch(() => null);
    if (!token || token === this.said) return;
    this.said = token;
    this.send({ type: 'token', token });
  }

  private tell(frame: ServerFrame): void {
    for (const listener of this.frames) listener(frame);
  }

  private reject(id: number, error: Error): void {
    this.waiting.get(id)?.reject(error);
    this.waiting.delete(id);
  }

  private fail(reason: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(reason));
    this.waiting.clear();
  }

  private set(status: Status): void {
    this.status = status;
    for (const listener of this.statuses) listener();
  }
}
