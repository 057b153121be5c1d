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
const LOOK_MS = 250;

/** Sends a picture to the server as in a call, for some seconds, and tells what the server reports of it. No device is opened, and nobody sees it. */
export async function tryMedia(iceServers: RTCIceServer[], ask: Ask): Promise<Heard> {
  const picture = testPicture();
  const connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
  try {
    const transceiver = connection.addTransceiver(picture.track, { direction: 'sendonly', sendEncodings: [{ maxBitrate: KILOBITS.camera * 1000 }] });
    // what is repaired would not be reported as lost
    preferVp8(transceiver, false);
    await connection.setLocalDescription(await connection.createOffer());
    const { sdp } = await ask({ type: 'call_test', sdp: connection.localDescription!.sdp, sources: { [transceiver.mid!]: 'camera' } });
    await connection.setRemoteDescription({ type: 'answer', sdp: sdp! });
    const up = await within(CONNECT_MS, () => connection.connectionState === 'connected', () => connection.connectionState === 'failed');
    const told = up && (await within(REPORT_MS, async () => isReported(await connection.getStats())));
    const heard = async (): Promise<Heard> => heardIn(await connection.getStats());
    return told ? await watch(heard) : { ...(await heard()), path: null };
  } finally {
    connection.close();
    picture.stop();
  }
}

/** What is heard from now on for some seconds. */
export async function watch(heard: () => Promise<Heard>): Promise<Heard> {
  const before = await heard();
  await pause(WATCHED_MS);
  const now = await heard();
  const since = (part: keyof Heard['packets']): number => Math.max(0, now.packets[part] - before.packets[part]);
  return { ...now, packets: { arrived: since('arrived'), lost: since('lost') } };
}

/** The server has said that something came. */
function isReported(report: RTCStatsReport): boolean {
  let told = false;
  report.forEach(({ type }: RTCStats) => (told ||= type === 'remote-inbound-rtp'));
  return told;
}

async function within(ms: number, holds: () => boolean | Promise<boolean>, fails = (): boolean => false): Promise<boolean> {
  for (let waited = 0; waited < ms && !fails(); waited += LOOK_MS) {
    if (await holds()) return true;
    await pause(LOOK_MS);
  }
  return holds();
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
