import { MINUTE_MS } from '../../lib/time.ts';
import { realtime } from '../../realtime/index.ts';

/** So long before a room closes it is said. */
const WARN_MS = 5 * MINUTE_MS;
/** What the way of a frame takes, at most. */
const DOUBT_MS = 5000;

let ahead_ms = 0;

/** By how much the server's clock, which closes the room, is ahead of this device's. */
export const serverAhead = (): number => ahead_ms;

/** Heeds what the heartbeats say of the server's clock, until the returned function is called. */
export const followServerClock = (): (() => void) =>
  realtime.onFrame((frame) => {
    if (frame.type === 'pong') ahead_ms = Date.parse(frame.server_time) - Date.now();
  });

/** Whether a room whose times end at `end` closes soon, by the server's clock. */
export const closesSoon = (end: string, now: number): boolean => now >= Date.parse(end) - WARN_MS;

/** Whether it is its time that has ended it. */
export const ranOut = (end: string, now: number): boolean => now >= Date.parse(end) - DOUBT_MS;
