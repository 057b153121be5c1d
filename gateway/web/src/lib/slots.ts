import { MINUTE_MS } from './time.ts';

export type Span = { start: string; end: string };

const QUARTER_MS = 15 * MINUTE_MS;

export const overlaps = (a: Span, b: Span): boolean => Date.parse(a.start) < Date.parse(b.end) && Date.parse(b.start) < Date.parse(a.end);

export const clashes = (span: Span, taken: Span[]): boolean => taken.some((one) => overlaps(span, one));

export function spanOf(start: Date, minutes: number): Span {
  return { start: start.toISOString(), end: new Date(start.getTime() + minutes * MINUTE_MS).toISOString() };
}

/** The first quarter of an hour from `from` on at which `minutes` are free, of those that a field can say: of an hour that the clocks go through twice it means the first. */
export function firstFree(busy: Span[], from: Date, minutes: number): Date {
  let start = Math.ceil(from.getTime() / QUARTER_MS) * QUARTER_MS;
  for (const taken of busy.toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start))) {
    if (overlaps(spanOf(new Date(start), minutes), taken)) start = Math.ceil(Date.parse(taken.end) / QUARTER_MS) * QUARTER_MS;
  }
  const first = new Date(start);
  const said = toInput(first);
  return said === '' || fromInput(said)?.getTime() === start ? first : firstFree(busy, new Date(start + QUARTER_MS), minutes);
}

/** The year, in full: a browser's field takes years of six digits too, the last of which no `Date` can hold. */
const FOUR_DIGITS = /^\d{4}-/;

/** The value of an `<input type="datetime-local">`, in the viewer's zone. */
export function toInput(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString();
  return FOUR_DIGITS.test(local) ? local.slice(0, 16) : '';
}

/** What `toInput` writes; null for what is no moment, as while it is typed. */
export function fromInput(value: string): Date | null {
  const at = new Date(value);
  return FOUR_DIGITS.test(value) && !Number.isNaN(at.getTime()) ? at : null;
}
