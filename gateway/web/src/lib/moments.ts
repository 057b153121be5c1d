import { serverNow } from './clock.ts';
import type { Span } from './slots.ts';
import { MINUTE_MS } from './time.ts';

/** The domain's minutes: a student cancels no later than this before a session; its room opens so early and closes so late. */
export const [CUT_OFF_MIN, EARLY_MIN, LATE_MIN] = [120, 15, 15];

/** Around a session: the student's last moment to cancel, the room opens, start, end, the room closes. */
const MOMENTS: ((span: { start: number; end: number }) => number)[] = [
  ({ start }) => start - CUT_OFF_MIN * MINUTE_MS, ({ start }) => start - EARLY_MIN * MINUTE_MS, ({ start }) => start, ({ end }) => end,
  ({ end }) => end + LATE_MIN * MINUTE_MS,
];

const LONGEST_MS = 60 * MINUTE_MS;
/** What is known of the server's clock is rough: for so long after a moment one looks again. */
const DOUBT_MS = MINUTE_MS;
const AGAIN_MS = 10_000;

/** What one may do depends on the clock, and only the server's answer says it: in how many ms to ask again. */
export function askAgainIn(spans: Span[], now = serverNow()): number {
  const moments = spans.flatMap(({ start, end }) => MOMENTS.map((of) => of({ start: Date.parse(start), end: Date.parse(end) })));
  const pauses = moments.filter((at) => at > now - DOUBT_MS).map((at) => (at > now ? at - now : AGAIN_MS));
  return Math.min(LONGEST_MS, ...pauses);
}

/** For a query whose answer depends on the clock; in the background too, for one comes back to a page that is right. */
export const byTheClock = <T>(spans: (data: T) => Span[]) => ({
  refetchInterval: ({ state }: { state: { data: T | undefined } }) => (state.data === undefined ? false : askAgainIn(spans(state.data))),
  refetchIntervalInBackground: true,
});
