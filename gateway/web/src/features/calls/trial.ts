import { iceServers, showRoom } from '@lyceum/sdk';
import { token } from '../../api/refresh.ts';
import type { Sample } from '../../call/path.ts';
import { tryMedia, watch, type Heard } from '../../call/trial.ts';
import { findWays, type Ways } from '../../call/ways.ts';
import { realtime, socketUrl } from '../../realtime/index.ts';
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
  /** Of the call that one is in, or of a picture that is sent to the server alone; null where it could not be tried or ended meanwhile, and absent as long as it is tried. */
  media?: Heard | null;
};

const ASKED = 3;

/** Tries what a call needs, all at once, as it is used in one. `sample` is of the call that one is in; `early` is told what is found while media are tried. */
export async function tryConnection(room: string, sample: (() => Promise<Sample>) | null, early: (found: Found) => void): Promise<Found> {
  const servers = iceServers({ path: { id: room } }).then(({ ice_servers }) => ice_servers.map(served), () => []);
  const media = (sample ? watch(sample) : inTurn(async () => tryAlone(await servers))).catch(() => null);
  const [server, socket_ms, ways] = await Promise.all([askServer(room), askSocket(), servers.then(lookForWays)]);
  const urls = (await servers).flatMap((one) => one.urls);
  const found = { server, socket_ms, ways, offers: { stun: urls.some((url) => url.startsWith('stun')), turn: urls.some((url) => url.startsWith('turn')) } };
  early(found);
  return { ...found, media: await media };
}

/** The server ends a trial with its socket: that no way was found then says nothing of the network. */
async function tryAlone(servers: RTCIceServer[]): Promise<Heard | null> {
  let gone = false;
  const stop = realtime.onStatus(() => { gone ||= realtime.status !== 'open'; });
  try {
    const media = await tryMedia(servers, (frame) => realtime.request(frame));
    return gone && !media?.path ? null : media;
  } finally {
    stop();
  }
}

/** One tab after the other: a person has one trial at a time, and the newest ends the one before. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => ('locks' in navigator ? navigator.locks.request('connection-test', work) : work());

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

const served = ({ urls, username, credential }: Served): Omit<RTCIceServer, 'urls'> & { urls: string[] } => ({ urls, username: username ?? undefined, credential: credential ?? undefined });

// a browser in which it is switched off has none
const lookForWays = (servers: RTCIceServer[]): Promise<Ways> => findWays(servers).catch(() => ({ host: 0, srflx: 0, relay: 0 }));
