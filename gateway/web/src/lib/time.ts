import { i18n } from '@lingui/core';
import { bringsItsOwn, ownDay, ownDayAndTime, ownRelative, ownTime } from './calendar.ts';

export const MINUTE_MS = 60_000;

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The chosen language, in the region that the browser names for it: dates differ between the two sides of an ocean. */
export function locale(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  return wanted.find((tag) => tag.split('-')[0] === i18n.locale) ?? i18n.locale;
}

/** What Intl does not speak falls back to English, not to the language of the browser. */
export const locales = (): string[] => [locale(), 'en'];

const format = (options: Intl.DateTimeFormatOptions, zone?: string) => new Intl.DateTimeFormat(locales(), { ...options, timeZone: zone });

export function dayAndTime(at: Date, zone?: string): string {
  if (bringsItsOwn()) return ownDayAndTime(at, zone);
  return format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at);
}

export function timeOfDay(at: Date, zone?: string): string {
  if (bringsItsOwn()) return ownTime(at, zone);
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at);
}

export function day(at: Date, zone?: string): string {
  if (bringsItsOwn()) return ownDay(at, zone);
  return format({ weekday: 'long', day: 'numeric', month: 'long' }, zone).format(at);
}

/** "Mon, 2 Mar, 10:00 – 10:45", for before the zone's name at its end; the second day only when it is another, and the first zone, where the clocks change between. */
export function span(start: Date, end: Date, zone?: string): string {
  const last = day(start, zone) === day(end, zone) ? timeOfDay(end, zone) : dayAndTime(end, zone);
  const first = zoneName(start, zone) === zoneName(end, zone) ? dayAndTime(start, zone) : withZone(start, zone);
  return `${first} – ${last}`;
}

/** "GMT+5:30", for beside a time: the zone as it is then, since clocks change. */
export function zoneName(at: Date, zone?: string): string {
  return format({ timeZoneName: 'short' }, zone).formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? '';
}

/** "Mon, 2 Mar, 10:00 GMT+5:30". */
export const withZone = (at: Date, zone?: string): string => `${dayAndTime(at, zone)} ${zoneName(at, zone)}`;

/** Whether the clocks of another zone show another time than the viewer's. A zone that this browser does not know counts as no other. */
export function livesElsewhere(at: Date, zone: string): boolean {
  try {
    return dayAndTime(at, zone) !== dayAndTime(at);
  } catch {
    return false;
  }
}

/** "in 12 min.", "2 hr. ago". */
export function relative(at: Date, now: Date): string {
  const minutes = Math.round((at.getTime() - now.getTime()) / MINUTE_MS);
  const size = Math.abs(minutes);
  const [exact, unit] = size < 60 ? [minutes, 'minute' as const] : size < 48 * 60 ? [minutes / 60, 'hour' as const] : [minutes / 1440, 'day' as const];
  const amount = Math.round(exact);
  if (bringsItsOwn()) return ownRelative(amount, unit);
  const words = new Intl.RelativeTimeFormat(locales(), { style: 'short', numeric: amount === 0 ? 'auto' : 'always' });
  return words.format(amount, amount === 0 ? 'second' : unit);
}
