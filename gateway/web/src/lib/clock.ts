import { useEffect, useState } from 'react';

/** The answers' dates are whole seconds, and some time on the way. */
const ROUGH_MS = 2000;

let ahead_ms = 0;

/** The present by the server's clock, which decides; this device's may be hours off. */
export const serverNow = (): number => serverTime(Date.now());

/** What the server's clock showed when this device's showed `device_ms`. */
export const serverTime = (device_ms: number): number => device_ms + ahead_ms;

/** Heeds what the server says its clock shows; what is said only `roughly` changes no better knowledge. */
export function hearServer(clock_ms: number, roughly = false): void {
  if (Number.isNaN(clock_ms) || (roughly && Math.abs(clock_ms - serverNow()) < ROUGH_MS)) return;
  ahead_ms = clock_ms - Date.now();
}

/** The present, again every `every_ms`, for what counts down. */
export function useNow(every_ms = 15_000): Date {
  const [now, set] = useState(() => new Date(serverNow()));
  useEffect(() => {
    const timer = setInterval(() => set(new Date(serverNow())), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now;
}
