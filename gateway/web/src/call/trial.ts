import { toldIn, together, type Counted, type Path, type Sample } from './path.ts';
import { KILOBITS, preferVp8 } from './publisher.ts';
import { counted, type CallReply, type Source } from './signalling.ts';
import { testPicture } from './test-picture.ts';

/** Asks the server to take media without a call, and what came of them; it answers, or refuses. */
export type Ask = (frame: { type: 'call_test'; sdp: string; sources: Record<string, Source> } | { type: 'call_stats' }) => Promise<CallReply>;

/** Of one way while it was watched: packets that came, and that did not though they were sent. */
export type Crossed = { arrived: number; lost: number };

export type Heard = {
  path: Path | null;
  /** Where the server says that UDP finds it. */
  server: string | null;
  /** From here to the server. */
  up: Crossed;
  /** From the server to here; null where that was not tried. */
  down: Crossed | null;
};

/** A way is found sooner, or none is. */
const CONNECT_MS = 10_000;
/** Loss is told of so long a time. */
const WATCHED_MS = 3000;
/** What was sent then has come after so long, or is lost. */
const SETTLED_MS = 2000;
const LOOK_MS = 250;

/**
 * Sends a picture to the server as in a call, for some seconds, and tells what the server got of it; null where it ended meanwhile. No device is
 * opened, and nobody sees it.
 */
export async function tryMedia(iceServers: RTCIceServer[], ask: Ask): Promise<Heard | null> {
  const first = await tryOnce(iceServers, ask);
  // another device of the same person may have taken the place before a way was found: that looks as if there were none
  return first && !first.path ? tryOnce(iceServers, ask) : first;
}

async function tryOnce(iceServers: RTCIceServer[], ask: Ask): Promise<Heard | null> {
  const picture = testPicture();
  const connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
  try {
    const transceiver = connection.addTransceiver(picture.track, { direction: 'sendonly', sendEncodings: [{ maxBitrate: KILOBITS.camera * 1000 }] });
    preferVp8(transceiver);
    await connection.setLocalDescription(await connection.createOffer());
    const { sdp } = await ask({ type: 'call_test', sdp: connection.localDescription!.sdp, sources: { [transceiver.mid!]: 'camera' } });
    await connection.setRemoteDescription({ type: 'answer', sdp: sdp! });
    const told = async (): ReturnType<typeof connection.getStats> => connection.getStats();
    const up = await within(CONNECT_MS, () => connection.connectionState === 'connected', () => connection.connectionState === 'failed');
    if (!up) return { path: null, server: toldIn(await told()).server, up: { arrived: 0, lost: 0 }, down: null };
    const heard = await watch(async () => together([toldIn(await told())], counted(await ask({ type: 'call_stats' }))));
    return heard && { ...heard, down: null };
  } finally {
    connection.close();
    picture.stop();
  }
}

/** What crosses each way from now on for some seconds: what came, by the count of the end it came to, and of what was sent then whatever did not. Null where the connection changed meanwhile. */
export async function watch(sample: () => Promise<Sample>): Promise<Heard | null> {
  const [first, before] = [await sample(), await sample()];
  await pause(WATCHED_MS);
  const then = await sample();
  let now = then;
  // looked at before what was sent is, so that nothing counts as sent then that had come already
  const way = (name: 'up' | 'down'): Crossed & { unknown: number } => {
    const since = (what: keyof Counted): number => now[name][what] - first[name][what];
    const numbered = since('arrived') + since('lost');
    // what others lost on their way to the server it could not send, and has a number here all the same
    const known = name === 'down' ? Math.min(numbered, since('sent')) : numbered;
    const unknown = Math.max(0, then[name].sent - before[name].sent - known);
    return { arrived: since('arrived'), lost: Math.max(0, known - since('arrived')) + unknown, unknown };
  };
  await within(SETTLED_MS, async () => {
    now = await sample();
    return way('up').unknown + way('down').unknown === 0;
  });
  const anew = (['up', 'down'] as const).some((name) => now[name].sent < first[name].sent || now[name].arrived < first[name].arrived);
  if (anew || (first.path && !now.path)) return null;
  const [up, down] = (['up', 'down'] as const).map(way).map(({ arrived, lost }) => ({ arrived, lost }));
  return { path: now.path, server: now.server, up: up!, down: down! };
}

async function within(ms: number, holds: () => boolean | Promise<boolean>, fails = (): boolean => false): Promise<boolean> {
  for (let waited = 0; waited < ms && !fails(); waited += LOOK_MS) {
    if (await holds()) return true;
    await pause(LOOK_MS);
  }
  return holds();
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
