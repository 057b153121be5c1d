import { iceServers, showRoom } from '@lyceum/sdk';
import { token } from '../../api/refresh.ts';
import type { Heard } from '../../call/path.ts';
import { findWays, type Ways } from '../../call/ways.ts';
import { socketUrl } from '../../realtime/index.ts';
import { roundTrip } from '../../realtime/trial.ts';

/** What a connection test found, before anybody says what it means. */
export type Found = {
  /** Asked for a page's data: how long it took, or why not. */
  server: { ms: number } | { error: unknown };
  /** Of the socket for what comes by itself; null when it does not open. */
  socket_ms: number | null;
  ways: Ways;
  /** What of these the server offers. */
  offers: { stun: boolean; turn: boolean };
  /** Of the call that one is in: elsewhere the server takes no sound and no pictures, and nothing is said of them. */
  media: Heard | null;
};

const ASKED = 3;
/** Loss is told of so long a time. */
const WATCHED_MS = 3000;

/** Tries what a call needs, all at once, as it is used in one. `heard` is of the call that one is in. */
export async function tryConnection(room: string, heard: (() => Promise<Heard>) | null): Promise<Found> {
  const servers = iceServers({ path: { id: room } }).then(({ ice_servers }) => ice_servers, () => []);
  const [server, socket_ms, ways, media] = await Promise.all([askServer(room), askSocket(), servers.then(lookForWays), heard ? watch(heard) : null]);
  const urls = (await servers).flatMap((one) => one.urls);
  return { server, socket_ms, ways, media, offers: { stun: urls.some((url) => url.startsWith('stun')), turn: urls.some((url) => url.startsWith('turn')) } };
}

async function askServer(room: string): Promise<Found['server']> {
  const times: number[] = [];
  try {
    for (let asked = 0; asked < ASKED; asked++) {
      const began = performance.now();
      await showRoom({ path: { id: room } });
      times.push(performance.now() - began);
    }
  } catch (error) {
    return { error };
  }
  // the first may have opened the connection
  return { ms: Math.round(Math.min(...times)) };
}

async function askSocket(): Promise<number | null> {
  const signed = await token().catch(() => null);
  return signed ? roundTrip(socketUrl(), signed) : null;
}

type Served = { urls: string[]; username?: string | null; credential?: string | null };

const lookForWays = (servers: Served[]): Promise<Ways> =>
  findWays(servers.map(({ urls, username, credential }) => ({ urls, username: username ?? undefined, credential: credential ?? undefined })))
    // a browser in which it is switched off
    .catch(() => ({ host: 0, srflx: 0, relay: 0 }));

async function watch(heard: () => Promise<Heard>): Promise<Heard> {
  const before = await heard();
  await new Promise((done) => setTimeout(done, WATCHED_MS));
  const now = await heard();
  const since = (part: keyof Heard['packets']): number => Math.max(0, now.packets[part] - before.packets[part]);
  return { ...now, packets: { arrived: since('arrived'), lost: since('lost') } };
}
