import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { askAgainIn, CUT_OFF_MIN, EARLY_MIN, LATE_MIN } from './moments.ts';

const session = { start: '2026-03-02T12:00:00.000Z', end: '2026-03-02T12:45:00.000Z' };

test.each([
  ['long before', '08:00:00', 3_600_000],
  ['the last moment to cancel is near', '09:50:00', 600_000],
  ['the room opens', '11:44:59', 1000],
  ['the room has just opened, by this clock', '11:45:00', 10_000],
  ['it starts', '11:58:00', 120_000],
  ['it ends', '12:44:00', 60_000],
  ['the room closes', '12:58:00', 120_000],
  ['long over', '14:00:00', 3_600_000],
])('%s at %s', (_, time, ms) => {
  expect(askAgainIn([session], Date.parse(`2026-03-02T${time}.000Z`))).toBe(ms);
});

test('the nearest moment of several sessions counts', () => {
  const later = { start: '2026-03-02T15:00:00.000Z', end: '2026-03-02T15:45:00.000Z' };
  expect(askAgainIn([later, session], Date.parse('2026-03-02T11:44:50.000Z'))).toBe(10_000);
  expect(askAgainIn([], 0)).toBe(3_600_000);
});

test('the moments are the domain\u2019s', () => {
  const rules = fs.readFileSync(path.join(import.meta.dirname, '../../../../domain/src/mentoring_session/views.rs'), 'utf8');
  const minutes = Object.fromEntries([...rules.matchAll(/const (\w+): Duration = Duration::from_(mins|hours)\((\d+)\);/g)].map(([, name, unit, n]) => [name, Number(n) * (unit === 'hours' ? 60 : 1)]));
  expect(minutes).toMatchObject({ CUT_OFF: CUT_OFF_MIN, EARLY: EARLY_MIN, LATE: LATE_MIN });
});
