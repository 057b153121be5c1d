import { serverNow } from '../../lib/clock.ts';
import { realtime } from '../../realtime/index.ts';

/** What is under way for less than this is here as good as at once. */
const LATE_MS = 2_000;

/** The connection's own pings have others. */
const ASKED = 0;

const isLate = (said_at: string): boolean => serverNow() - Date.parse(said_at) > LATE_MS;

/**
 * Tells whether the connection, though open, holds up what one would have seen long ago: from when the browser says that the network is gone, or a
 * message comes late, until the server answers: that comes behind all of it.
 */
export function watchDelay(tell: (delayed: boolean) => void) {
  let delayed = false;
  /** Only that answer comes behind all of it; one of another ping may have been held up amid it. */
  let asked = false;
  const set = (now: boolean): void => {
    if (!now) asked = false;
    if (now === delayed) return;
    delayed = now;
    tell(now);
  };
  const offline = (): void => set(realtime.status === 'open');
  window.addEventListener('offline', offline);
  const stops = [
    () => window.removeEventListener('offline', offline),
    // what another connection brings, it says itself
    realtime.onStatus(() => set(false)),
    realtime.onFrame((frame) => frame.type === 'pong' && (frame.n === ASKED || (!asked && !isLate(frame.server_time))) && set(false)),
  ];
  return {
    /** A message that was sent then is about to be shown. */
    came(sent_at: string): void {
      if (delayed || !isLate(sent_at) || !realtime.send({ type: 'ping', n: ASKED })) return;
      asked = true;
      set(true);
    },
    stop: (): void => stops.forEach((stop) => stop()),
  };
}
