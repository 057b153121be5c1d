import { plural, t } from '@lingui/core/macro';
import { locales } from './time.ts';

/** "12,345", "4.5". */
export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locales(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** Conversations are counted so far. */
const COUNTED = 99;

export const unreadWords = (count: number): string => (count > COUNTED ? t`99+ unread` : plural(count, { one: '# unread', other: '# unread' }));

/** Of somebody who has come to a call. */
export const hasCome = (name: string, waits: boolean): string => (waits ? t`${{ name }} waits to come in` : t`${{ name }} is in the call`);

/** "Maya, Nimal", as the language joins them. */
export const joined = (words: string[]): string => new Intl.ListFormat(locales(), { style: 'short', type: 'unit' }).format(words);

/** The first letters of the first two words; a letter may be two units long. */
export const initials = (name: string): string => name.split(/\s+/).slice(0, 2).map((word) => [...word].slice(0, 1).join('')).join('').toUpperCase();

/** What the server says begins small and ends without a stop. */
export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
