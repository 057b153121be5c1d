import { hearServer } from '../lib/clock.ts';
import type { ServerFrame } from './frames.ts';

/** Unanswered for this long, a ping says that the path is dead: an address change leaves a socket open and dumb. */
const ANSWER_MS = 5_000;
const PROBE_MS = 1_000;
/** An answer that took longer says nothing of the present. */
const PROMPT_MS = 1_000;

export type Events = {
  frame: (frame: ServerFrame) => void;
  /** Once, with the close code, or null when it was given up for silence. */
  gone: (code: number | null) => void;
};

/** One socket from hello to its end, with a heartbeat of its own. */
export class Connection {
  private readonly socket: WebSocket;
  private beat: ReturnType<typeof setInterval> | undefined;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private n = 0;
  private asked = 0;
  private ended = false;

  constructor(url: string, token: string, private readonly events: Events) {
    this.socket = new WebSocket(url);
    this.socket.addEventListener('open', () => this.ask({ type: 'hello', token }));
    this.socket.addEventListener('message', (message) => this.take(JSON.parse(String(message.data)) as ServerFrame));
    this.socket.addEventListener('close', (event) => this.end(event.code));
    this.expect(ANSWER_MS * 2);
  }

  /** False when there was no open socket to send it on. */
  send(frame: object): boolean {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Asks for a sign of life within a second; what still dials does so over a network that was, and is given up. */
  probe(): void {
    if (this.socket.readyState === WebSocket.CONNECTING) this.end(null);
    else this.ping(PROBE_MS);
  }

  close(): void {
    this.end(1000);
  }

  private take(frame: ServerFrame): void {
    // any frame is a sign of life
    clearTimeout(this.deadline);
    this.due = Infinity;
    if ('server_time' in frame && this.isPrompt(frame)) hearServer(Date.parse(frame.server_time));
    if (frame.type === 'welcome') this.beat = setInterval(() => this.ping(ANSWER_MS), frame.heartbeat_ms);
    this.events.frame(frame);
  }

  private ping(within_ms: number): void {
    this.ask({ type: 'ping', n: ++this.n });
    this.expect(within_ms);
  }

  private ask(frame: object): void {
    this.asked = performance.now();
    this.send(frame);
  }

  private isPrompt(frame: Extract<ServerFrame, { server_time: string }>): boolean {
    return (frame.type === 'welcome' || frame.n === this.n) && performance.now() - this.asked < PROMPT_MS;
  }

  /** A ping is sent as often as one may stay unanswered: the next gives the one before no more time. */
  private expect(within_ms: number): void {
    const due = performance.now() + within_ms;
    if (due >= this.due) return;
    this.due = due;
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.end(null), within_ms);
  }

  private end(code: number | null): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.beat);
    clearTimeout(this.deadline);
    this.socket.close();
    this.events.gone(code);
  }
}
