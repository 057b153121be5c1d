import { describe, expect, test, vi } from 'vitest';
import { firstFree, fromInput, overlaps, spanOf, toInput } from './slots.ts';

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const busy = (start: string, end: string) => ({ start: at(start).toISOString(), end: at(end).toISOString() });

describe('the first free time', () => {
  test.each([
    ['nothing busy: the next quarter', [], '10:07', '10:15'],
    ['on a quarter: that one', [], '10:15', '10:15'],
    ['busy now: after it', [busy('10:00', '11:00')], '10:07', '11:00'],
    ['two in a row, in any order', [busy('11:00', '11:50'), busy('10:00', '11:00')], '10:00', '12:00'],
    ['too short a hole is passed over', [busy('10:00', '10:30'), busy('11:00', '12:00')], '10:00', '12:00'],
  ])('%s', (_, taken, from, expected) => {
    expect(firstFree(taken, at(from), 45)).toEqual(at(expected));
  });
});

test('of the hour that the clocks go through twice none is offered that a field would take for one before', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const first = firstFree([], new Date('2027-10-31T01:05:30Z'), 45);
  expect(fromInput(toInput(first))).toEqual(first);
  expect(first).toEqual(new Date('2027-10-31T02:00:00Z'));
  vi.unstubAllEnvs();
});

test('times that touch do not overlap', () => {
  expect(overlaps(spanOf(at('10:00'), 30), spanOf(at('10:30'), 30))).toBe(false);
  expect(overlaps(spanOf(at('10:00'), 31), spanOf(at('10:30'), 30))).toBe(true);
});

test.each(['', '2026', '2026-13-40T10:00', '12026-03-02T10:00', '275760-09-13T00:00', '275760-12-31T23:59', 'soon'])('a field with %j in it is no moment yet', (value) => {
  expect(fromInput(value)).toBeNull();
});

test.each(['0002-03-02T10:00', '2026-03-02T10:00', '9999-12-31T23:59'])('a field with %j in it is one, and has a span', (value) => {
  const at = fromInput(value)!;
  expect(overlaps(spanOf(at, 45), spanOf(at, 15))).toBe(true);
});

test('what is written into a field is read from it', () => {
  expect(fromInput(toInput(at('10:15')))).toEqual(at('10:15'));
});

test('after the last year that a field takes there is nothing to write into it', () => {
  expect(toInput(new Date('+010000-01-02T00:00Z'))).toBe('');
});
