import { randomUUID } from 'node:crypto';
import { createLyceum, signIn, type Client, type SignedIn } from '@lyceum/sdk';

export const SOON = 10_000;
export type Frame = Record<string, unknown> & { type: string };

/** One of the demo's people, by the SDK. */
export class Person {
  private constructor(readonly signedIn: SignedIn, readonly client: Client, private readonly url: string) {}

  static async signIn(url: string, name: string): Promise<Person> {
    const baseUrl = `${url}/v1`;
    const body = { email: `${name}@demo.example`, password: 'a quiet river at dawn', token_delivery: 'body' } as const;
    const signedIn = await signIn({ client: createLyceum({ baseUrl }), path: { slug: 'demo' }, body });
    return new Person(signedIn, createLyceum({ baseUrl, auth: signedIn.access_token }), url);
  }

  get id(): string {
    return this.signedIn.user.id;
  }

  /** What every operation takes that makes something. */
  get once() {
    return { client: this.client, headers: { 'Idempotency-Key': randomUUID() } };
  }

  /** Its realtime socket, after the welcome. */
  async socket(): Promise<Socket> {
    const socket = new Socket(`${this.url.replace('http', 'ws')}/v1/realtime`);
    await socket.opened;
    socket.say({ type: 'hello', token: this.signedIn.access_token });
    await socket.find('welcome');
    return socket;
  }
}

export class Socket {
  private readonly socket: WebSocket;
  private readonly heard: Frame[] = [];
  private wake = () => {};
  readonly opened: Promise<unknown>;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.opened = new Promise((done, failed) => {
      this.socket.onopen = done;
      this.socket.onerror = failed;
    });
    this.socket.onmessage = ({ data }) => {
      this.heard.push(JSON.parse(String(data)) as Frame);
      this.wake();
    };
  }

  say(frame: Frame): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Skips frames until one is of this type. */
  async find<T extends Frame = Frame>(type: string): Promise<T> {
    for (const end = Date.now() + SOON; ;) {
      const frame = this.heard.shift();
      if (frame?.type === type) return frame as T;
      if (frame) continue;
      if (Date.now() > end) throw new Error(`no ${type} came`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, end - Date.now() + 1);
        this.wake = () => (clearTimeout(late), resolve());
      });
    }
  }

  close(): void {
    this.socket.close();
  }
}

/** What is seen once it is so: what another entity is told comes a moment later. */
export async function until<T>(look: () => Promise<T>, so: (seen: T) => boolean): Promise<T> {
  for (const end = Date.now() + SOON; ;) {
    const seen = await look();
    if (so(seen)) return seen;
    if (Date.now() > end) throw new Error(`it stays ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
