import { i18n } from '@lingui/core';
import { msg, plural, t } from '@lingui/core/macro';

/**
 * Languages that bring their own words for dates: Chromium's Intl has no Sinhala at all, and where Intl has it, newer data name the months of the
 * lunar year ("ඉල් 21" for the 21st of November), which is not what a calendar on the wall says.
 */
const OWN = new Set(['si']);

export const bringsItsOwn = (): boolean => OWN.has(i18n.locale);

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const SHORT = [msg`Sun`, msg`Mon`, msg`Tue`, msg`Wed`, msg`Thu`, msg`Fri`, msg`Sat`];
const LONG = [msg`Sunday`, msg`Monday`, msg`Tuesday`, msg`Wednesday`, msg`Thursday`, msg`Friday`, msg`Saturday`];
const MONTHS = [
  msg`January`, msg`February`, msg`March`, msg`April`, msg`May`, msg`June`, msg`July`, msg`August`, msg`September`, msg`October`, msg`November`, msg`December`,
];

function parts(at: Date, timeZone: string | undefined) {
  const format = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const weekday = DAYS.indexOf(part.weekday ?? '');
  return { long: i18n._(LONG[weekday]!), short: i18n._(SHORT[weekday]!), month: i18n._(MONTHS[Number(part.month) - 1]!), day: part.day ?? '', time: `${part.hour}:${part.minute}` };
}

export const ownTime = (at: Date, zone?: string): string => parts(at, zone).time;

export function ownDay(at: Date, zone?: string): string {
  const { long, month, day } = parts(at, zone);
  return t`${long}, ${month} ${day}`;
}

export function ownDayAndTime(at: Date, zone?: string): string {
  const { short, month, day, time } = parts(at, zone);
  return t`${short}, ${month} ${day}, ${time}`;
}

export function ownRelative(amount: number, unit: 'minute' | 'hour' | 'day'): string {
  const size = Math.abs(amount);
  if (size === 0) return t`now`;
  const [before, after] = {
    minute: [plural(size, { one: '# minute ago', other: '# minutes ago' }), plural(size, { one: 'in # minute', other: 'in # minutes' })],
    hour: [plural(size, { one: '# hour ago', other: '# hours ago' }), plural(size, { one: 'in # hour', other: 'in # hours' })],
    day: [plural(size, { one: '# day ago', other: '# days ago' }), plural(size, { one: 'in # day', other: 'in # days' })],
  }[unit] as [string, string];
  return amount < 0 ? before : after;
}
