import { postMessage, type Message } from '@lyceum/sdk';
import { Problem } from '../../api/problem.ts';
import { explain } from '../../api/words.ts';

export type Outgoing = { client_id: string; text: string; sent_at: string; failed: string | null };

const PAUSES_MS = [500, 1500, 4000];

/**
 * What was written in one channel and is not yet acknowledged, in order, one at a time. It outlives the page; a message that failed stays
 * until it is sent again or thrown away. (producer, sequence) and the key make every retry harmless.
 */
export class Outbox {
  private list: Outgoing[];
  private producer = crypto.randomUUID() as string;
  private sequence = 1;
  private running = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly channel: string, private readonly posted: (message: Message) => void) {
    this.list = read(key(channel));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Outgoing[] => this.list;

  send(text: string): void {
    this.set([...this.list, { client_id: crypto.randomUUID(), text, sent_at: new Date().toISOString(), failed: null }]);
    void this.run();
  }

  /** Sends what waits or failed again. */
  retry(): void {
    this.set(this.list.map((one) => ({ ...one, failed: null })));
    void this.run();
  }

  drop(client_id: string): void {
    // it may have arrived after all, so the next one cannot take its number
    this.renew();
    this.set(this.list.filter((one) => one.client_id !== client_id));
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let one = this.list[0]; one && !one.failed; one = this.list[0]) await this.deliver(one);
    this.running = false;
  }

  private async deliver(one: Outgoing): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        const message = await postMessage({
          path: { id: this.channel }, headers: { 'Idempotency-Key': one.client_id },
          body: { text: one.text, client_id: one.client_id, producer: { id: this.producer, sequence: this.sequence } },
        });
        this.sequence += 1;
        this.posted(message);
        this.set(this.list.filter((other) => other.client_id !== one.client_id));
        return;
      } catch (error) {
        const pause = PAUSES_MS[tries];
        if (error instanceof Problem && error.passing && pause !== undefined) {
          await new Promise((resolve) => setTimeout(resolve, error.retry_after_ms ?? pause));
          continue;
        }
        if (error instanceof Problem && !error.passing) this.renew();
        this.set(this.list.map((other) => (other.client_id === one.client_id ? { ...other, failed: explain(error) } : other)));
        return;
      }
    }
  }

  private renew(): void {
    this.producer = crypto.randomUUID();
    this.sequence = 1;
  }

  private set(list: Outgoing[]): void {
    this.list = list;
    localStorage.setItem(key(this.channel), JSON.stringify(list));
    if (list.length === 0) localStorage.removeItem(key(this.channel));
    for (const listener of this.listeners) listener();
  }
}

const key = (channel: string): string => `lyceum.outbox.${channel}`;

function read(key: string): Outgoing[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Outgoing[];
  } catch {
    return [];
  }
}
