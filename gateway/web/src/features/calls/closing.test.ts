import { expect, test } from 'vitest';
import { closesSoon, ranOut } from './closing.ts';

const end = '2026-03-02T12:00:00.000Z';

test.each([
  ['11:54:59', false, false],
  ['11:55:00', true, false],
  ['11:59:50', true, false],
  ['11:59:58', true, true],
  ['12:00:01', true, true],
])('at %s a room that closes at noon closes soon: %s, has closed: %s', (at, soon, over) => {
  const now = Date.parse(`2026-03-02T${at}.000Z`);
  expect([closesSoon(end, now), ranOut(end, now)]).toEqual([soon, over]);
});
