import { postMessage, type Message, type PostMessageData } from '@lyceum/sdk';
import { heldUntil, Problem } from '../../api/problem.ts';
import { session } from '../../api/session.ts';
import { explain } from '../../api/words.ts';
import { outboxKey } from '../../api/written.ts';
import { alone } from '../../lib/alone.ts';
import { kept, parsed } from '../../lib/kept.ts';

/** A message on its way. Its number is given at the first try and stays: the same key with another body would be refused. */
export type Outgoing = {
  client_id: string;
  text: string;
  sent_at: string;
  failed: string | null;
  /** Why the server did not take it just now; it is sent by itself. */
  held?: Held | null;
  /** A try of it had no answer that says what became of it: it may have arrived. */
  unsure?: boolean;
  producer?: { id: string; sequence: number };
};

/** The code of the refusal, and when the next try is, where the server says until when it wants none. */
export type Held = { code: string; until: number | null };

export type Ways = {
  post: (channel: string, key: string, body: PostMessageData['body']) => Promise<Message>;
  storage: Pick<typeof kept, 'getItem' | 'setItem' | 'removeItem' | 'keys'>;
  /** Runs `work` while nobody else, in this tab or another, holds `name`. */
  alone: (name: string, work: () => Promise<void>) => Promise<void>;
  pause: (ms: number) => Promise<void>;
  /** Whether this person is the one who is signed in here. */
  here: (author: string) => boolean;
};

const PAUSES_MS = [500, 1500, 4000];
const LONGEST_MS = 4000;
/** So many tries in a row without any answer are nothing to tell of: about ten seconds. */
const SILENT_TRIES = 4;
/** Nobody has judged the message: there is no connection, or nobody behind it who can answer now. */
const UNHEARD = [0, 429, 502, 503, 504];
/** The server says by these that it did nothing; what else passes may have been done. */
const UNTOUCHED = ['rate_limited', 'busy', 'unavailable'];

/**
 * What was written in one channel and is not yet acknowledged, one at a time and in order: without a connection the first waits, and the others
 * behind it. What was refused stands aside until it is sent again or thrown away. It outlives the page, and every tab works on the same messages, in storage, each in a place of its
 * own: tabs that wrote a list of them at the same moment would lose each other's. (producer, sequence) and the key make a retry harmless.
 */
export class Outbox {
  /** Those that a page shows. */
  private static readonly shown = new Set<Outbox>();
  private list: Outgoing[];
  private producer = crypto.randomUUID() as string;
  private sequence = 0;
  private running = false;
  /** How many of the last tries had no answer at all. */
  private silent = 0;
  private wake: () => void = () => {};
  private readonly listeners = new Set<() => void>();
  private readonly key: string;

  constructor(private readonly channel: string, private readonly author: string, private readonly posted: (message: Message) => void, private readonly ways: Ways = browser()) {
    this.key = outboxKey(author, channel);
    this.list = this.read();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    Outbox.shown.add(this);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) Outbox.shown.delete(this);
    };
  };

  readonly snapshot = (): Outgoing[] => this.list;

  /** Another tab changed one of them. */
  readonly stored = ({ key }: { key: string | null }): void => {
    if (key?.startsWith(this.key)) this.show(this.read());
  };

  send(text: string): void {
    const client_id = crypto.randomUUID();
    // behind all that wait, whatever the clock says
    const at = Math.max(Date.now(), ...this.read().map(({ sent_at }) => Date.parse(sent_at) + 1));
    this.put(`${this.key}.${client_id}`, { client_id, text, sent_at: new Date(at).toISOString(), failed: null });
    this.tell();
    void this.run();
  }

  /** Sends what waits or failed again, now. */
  retry(): void {
    for (const [place, one] of this.entries()) if (one.failed || one.held) this.put(place, { ...one, failed: null, held: null });
    this.tell();
    this.silent = 0;
    this.wake();
    void this.run();
  }

  /** Sends what waits; what was refused stays aside. */
  resume(): Promise<void> {
    return this.run();
  }

  drop(client_id: string): void {
    const waits = this.next()?.client_id === client_id;
    // it may have arrived after all, so the next one cannot take its number
    this.renew();
    this.remove(new Set([client_id]));
    // the pause was its own: the next one is tried, and says for itself what becomes of it
    if (waits) this.wake();
  }

  /** What the log shows has arrived, whatever became of its answer. */
  settle(arrived: ReadonlySet<string>): void {
    if (this.list.some((one) => arrived.has(one.client_id))) this.remove(arrived);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      while (this.next()) {
        await this.ways.alone(this.key, async () => {
          for (let one = this.next(); one; one = this.next()) await this.deliver(one);
        });
      }
    } finally {
      this.running = false;
    }
  }

  private next(): Outgoing | undefined {
    return this.ways.here(this.author) ? this.read().find((one) => !one.failed) : undefined;
  }

  private async deliver({ client_id, text, producer = this.number() }: Outgoing): Promise<void> {
    this.update(client_id, { producer });
    for (let tries = 0; this.has(client_id) && this.ways.here(this.author); tries++) {
      try {
        const message = await this.ways.post(this.channel, client_id, { text, client_id, producer });
        this.silent = 0;
        this.posted(message);
        return this.remove(new Set([client_id]));
      } catch (error) {
        const unheard = error instanceof Problem && UNHEARD.includes(error.status);
        this.silent = error instanceof Problem && error.status === 0 ? this.silent + 1 : 0;
        const pause = PAUSES_MS[tries] ?? (unheard ? LONGEST_MS : undefined);
        if (error instanceof Problem && error.passing && pause !== undefined) {
          this.update(client_id, { held: unheard && (error.status !== 0 || this.silent > SILENT_TRIES) ? heldBy(error) : null, ...mayBeDone(error) });
          // thrown away while it was tried, nothing waits for it
          if (this.has(client_id)) await this.pause(error.retry_after_ms ?? pause);
          continue;
        }
        // its number may stay unused, and the next one may not leave a gap
        this.renew();
        // by another tab, under another number: it is the same message
        if (error instanceof Problem && error.code === 'key_reused') return this.remove(new Set([client_id]));
        // the one before it was thrown away in another tab: it never arrived, and is another message under a new number
        if (error instanceof Problem && error.code === 'sequence_gap') return this.update(client_id, { client_id: crypto.randomUUID(), producer: undefined });
        return this.update(client_id, { failed: explain(error), held: null, ...mayBeDone(error) });
      }
    }
  }

  /** Until it is over or `retry` ends it. */
  private async pause(ms: number): Promise<void> {
    await Promise.race([this.ways.pause(ms), new Promise<void>((resolve) => (this.wake = resolve))]);
  }

  private number(): { id: string; sequence: number } {
    this.sequence += 1;
    return { id: this.producer, sequence: this.sequence };
  }

  private renew(): void {
    this.producer = crypto.randomUUID();
    this.sequence = 0;
  }

  private has(client_id: string): boolean {
    return this.read().some((one) => one.client_id === client_id);
  }

  private update(client_id: string, part: Partial<Outgoing>): void {
    for (const [place, one] of this.entries()) if (one.client_id === client_id) this.put(place, { ...one, ...part });
    this.tell();
  }

  private remove(which: ReadonlySet<string>): void {
    for (const [place, one] of this.entries()) if (which.has(one.client_id)) this.ways.storage.removeItem(place);
    this.tell();
  }

  private put(place: string, one: Outgoing): void {
    this.ways.storage.setItem(place, JSON.stringify(one));
  }

  private tell(): void {
    const list = this.read();
    this.show(list);
    // the browser tells other tabs only
    for (const other of Outbox.shown) if (other !== this && other.key === this.key && other.ways.storage === this.ways.storage) other.show(list);
  }

  private show(list: Outgoing[]): void {
    this.list = list;
    for (const listener of this.listeners) listener();
  }

  private read(): Outgoing[] {
    return this.entries().map(([, one]) => one);
  }

  /** Where each is kept, in their order. */
  private entries(): [place: string, one: Outgoing][] {
    const places = this.ways.storage.keys().filter((place) => place.startsWith(`${this.key}.`));
    const entries = places.flatMap((place): [string, Outgoing][] => {
      const one = outgoing(this.ways.storage.getItem(place));
      return one ? [[place, one]] : [];
    });
    const rank = ([place, { sent_at }]: [string, Outgoing]): string => `${sent_at} ${place}`;
    return entries.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
}

/** What is none of ours, or was damaged, is passed over. */
function outgoing(kept: string | null): Outgoing | null {
  const one = parsed(kept) as Outgoing | null;
  return one && typeof one.client_id === 'string' && typeof one.text === 'string' && !Number.isNaN(Date.parse(one.sent_at)) ? one : null;
}

/** What it says of a message that it may have arrived; nothing where that stays as it was. */
function mayBeDone(error: unknown): Pick<Outgoing, 'unsure'> {
  if (!(error instanceof Problem && error.passing)) return { unsure: false };
  return UNTOUCHED.includes(error.code) ? {} : { unsure: true };
}

const heldBy = (error: Problem): Held => ({ code: error.code, until: heldUntil(error) });

const browser = (): Ways => ({
  post: (id, key, body) => postMessage({ path: { id }, headers: { 'Idempotency-Key': key }, body }),
  storage: kept,
  alone,
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  here: (author) => session.getState().me?.id === author,
});
