import { MINUTE_MS } from '../../lib/time.ts';

/** So long before a room closes it is said. */
const WARN_MS = 5 * MINUTE_MS;
/** What the way of a frame takes, at most. */
const DOUBT_MS = 5000;

/** Whether a room whose times end at `end` closes soon, by the server's clock. */
export const closesSoon = (end: string, now: number): boolean => now >= Date.parse(end) - WARN_MS;

/** Whether it is its time that has ended it. */
export const ranOut = (end: string, now: number): boolean => now >= Date.parse(end) - DOUBT_MS;
