import { received, streamOf, type Counts, type Received } from './quality.ts';
import type { Slot } from './signalling.ts';

const LOOK_EVERY_MS = 2000;
/** Over so many looks a stream is judged. */
const LOOKS = 3;

type Look = { at: number; streams: Record<string, Counts> };

/** Looks at what arrives of whom, while the connection stands, and tells how well it does. */
export class Downlink {
  private looks: Look[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly stats: () => Promise<RTCStatsReport> | undefined,
    private readonly slots: () => Record<string, Slot | null>,
    private readonly tell: (received: Record<string, Received>) => void,
  ) {}

  watch(): void {
    this.stop();
    this.timer = setInterval(() => void this.look().catch(() => {}), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.looks = [];
  }

  private async look(): Promise<void> {
    const timer = this.timer;
    const report = await this.stats();
    // what was asked of a connection that is gone says nothing of the next
    if (!report || timer !== this.timer) return;
    const now = { at: Date.now(), streams: countsIn(report, this.slots()) };
    this.looks = [...this.looks.slice(-LOOKS), now];
    const [first] = this.looks;
    if (!first || this.looks.length <= LOOKS) return;
    const seconds = (now.at - first.at) / 1000;
    const judged = Object.entries(now.streams).flatMap(([stream, counts]) => {
      // who has come into a slot only now is judged later
      const before = this.looks.every(({ streams }) => streams[stream]) ? first.streams[stream] : undefined;
      const grades = before && received(before, counts, seconds);
      return grades ? [[stream, grades] as const] : [];
    });
    this.tell(Object.fromEntries(judged));
  }
}

/** By whose stream it is: a slot shows one person and then another. */
function countsIn(report: RTCStatsReport, slots: Record<string, Slot | null>): Record<string, Counts> {
  const found: Record<string, Counts> = {};
  report.forEach((one: RTCStats) => {
    if (one.type !== 'inbound-rtp') return;
    const told = one as RTCInboundRtpStreamStats;
    const slot = slots[told.mid ?? ''];
    if (slot) found[streamOf(slot.user_id, slot.source)] = countsOf(told);
  });
  return found;
}

const countsOf = (told: RTCInboundRtpStreamStats): Counts => ({
  kind: told.kind === 'video' ? 'video' : 'audio',
  received: told.packetsReceived ?? 0,
  lost: told.packetsLost ?? 0,
  frames: told.framesDecoded ?? 0,
  frozen_s: told.totalFreezesDuration ?? 0,
  samples: told.totalSamplesReceived ?? 0,
  // silence is made up too, when nobody speaks
  concealed: (told.concealedSamples ?? 0) - (told.silentConcealedSamples ?? 0),
});
