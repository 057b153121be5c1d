import { heardIn, type Heard } from './path.ts';
import { KILOBITS, preferVp8 } from './publisher.ts';
import type { CallReply, Source } from './signalling.ts';
import { testPicture } from './test-picture.ts';

/** Asks the server to take media without a call; it answers with a description, or refuses. */
export type Ask = (frame: { type: 'call_test'; sdp: string; sources: Record<string, Source> }) => Promise<CallReply>;

/** A way is found sooner, or none is. */
const CONNECT_MS = 10_000;
/** The server reports once a second. */
const REPORT_MS = 4000;
/** Loss is told of so long a time. */
const WATCHED_MS = 3000;
/** A browser asks each two or three seconds whether its way still leads there. */
const ANSWER_MS = 5000;
const LOOK_MS = 250;

/**
 * Sends a picture to the server as in a call, for some seconds, and tells what the server reports of it; null where it ended meanwhile. No device is
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
    // what is repaired would not be reported as lost
    preferVp8(transceiver, false);
    await connection.setLocalDescription(await connection.createOffer());
    const { sdp } = await ask({ type: 'call_test', sdp: connection.localDescription!.sdp, sources: { [transceiver.mid!]: 'camera' } });
    await connection.setRemoteDescription({ type: 'answer', sdp: sdp! });
    const heard = async (): Promise<Heard> => heardIn(await connection.getStats());
    const up = await within(CONNECT_MS, () => connection.connectionState === 'connected', () => connection.connectionState === 'failed');
    if (!up) return { ...(await heard()), path: null };
    if (await within(REPORT_MS, async () => (await heard()).reported > 0)) return await watch(heard);
    const now = await heard();
    return (await isAnswered(heard, now)) ? { ...now, path: null } : null;
  } finally {
    connection.close();
    picture.stop();
  }
}

/** What is heard from now on for some seconds, and until it is known that the way still leads there: what was sent last would else count as arrived. Null where it does not. */
export async function watch(heard: () => Promise<Heard>): Promise<Heard | null> {
  const before = await heard();
  await pause(WATCHED_MS);
  const then = await heard();
  if (before.path && (!then.path || !(await isAnswered(heard, then)))) return null;
  // a report of before the last was lost
  const { reported } = await heard();
  await within(REPORT_MS / 2, async () => reported === 0 || (await heard()).reported > reported);
  const now = await heard();
  const since = (part: keyof Heard['packets']): number => Math.max(0, now.packets[part] - before.packets[part]);
  return { ...now, packets: { arrived: since('arrived'), lost: since('lost') } };
}

/** The other end answers on every way, after `then`. */
function isAnswered(heard: () => Promise<Heard>, then: Heard): Promise<boolean> {
  return within(ANSWER_MS, async () => {
    const { answers } = await heard();
    return then.answers.every((count, at) => (answers[at] ?? 0) > count);
  });
}

async function within(ms: number, holds: () => boolean | Promise<boolean>, fails = (): boolean => false): Promise<boolean> {
  for (let waited = 0; waited < ms && !fails(); waited += LOOK_MS) {
    if (await holds()) return true;
    await pause(LOOK_MS);
  }
  return holds();
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
