export const MINUTE_MS = 60_000;

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const format = (options: Intl.DateTimeFormatOptions, zone?: string) => new Intl.DateTimeFormat('en', { ...options, timeZone: zone });

export function dayAndTime(at: Date, zone?: string): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at);
}

export function timeOfDay(at: Date, zone?: string): string {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at);
}

export function day(at: Date, zone?: string): string {
  return format({ weekday: 'long', day: 'numeric', month: 'long' }, zone).format(at);
}

/** "Mon, 2 Mar, 10:00 – 10:45"; the second day only when it is another. */
export function span(start: Date, end: Date, zone?: string): string {
  const last = day(start, zone) === day(end, zone) ? timeOfDay(end, zone) : dayAndTime(end, zone);
  return `${dayAndTime(start, zone)} – ${last}`;
}

/** "GMT+5:30" of the viewer, for beside a time. */
export function zoneName(zone?: string): string {
  return format({ timeZoneName: 'short' }, zone).formatToParts(new Date()).find((p) => p.type === 'timeZoneName')?.value ?? '';
}

/** "in 12 min", "2 h ago". */
export function relative(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / MINUTE_MS);
  if (minutes === 0) return 'now';
  const size = Math.abs(minutes);
  const [amount, unit] = size < 60 ? [size, 'min'] : size < 48 * 60 ? [Math.round(size / 60), 'h'] : [Math.round(size / 1440), 'days'];
  return minutes > 0 ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
}
