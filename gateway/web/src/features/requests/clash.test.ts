import { expect, test } from 'vitest';
import { clashOf } from './clash.ts';

const span = (from: string, to: string) => ({ start: `2026-03-02T${from}:00.000Z`, end: `2026-03-02T${to}:00.000Z` });
const taken = { mine: [span('10:00', '11:00')], mentors: [span('12:00', '13:00')] };

test.each([
  ['one of my own sessions', span('10:45', '11:15'), 'mine'],
  ['what the mentor has', span('11:30', '12:15'), 'mentors'],
  ['both: the mentor cannot come at all', span('10:30', '12:30'), 'mentors'],
  ['neither, where one ends as the other begins', span('11:00', '12:00'), null],
] as const)('a time that meets %s', (_, time, clash) => expect(clashOf(time, taken)).toBe(clash));
