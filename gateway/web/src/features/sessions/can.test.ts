import type { MentoringSession } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { whyNoCancel } from './can.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const session = (part: Partial<MentoringSession> = {}, cancel = false) => ({
  state: 'scheduled', start: '2026-03-02T11:00:00.000Z', student: { id: 's' }, mentor: { id: 'm', display_name: 'Mira' }, can: { cancel }, ...part,
} as MentoringSession);

test('a student within the cut-off is told why there is no Cancel, and who still can', () => {
  const told = whyNoCancel(session(), 's', now);
  expect(told).toContain('up to 2 hours before the start');
  expect(told).toContain('Mira');
});

test.each([
  ['one who can cancel', session({}, true), 's'],
  ['the mentor', session(), 'm'],
  ['of a session that has begun', session({ start: '2026-03-02T09:59:00.000Z' }), 's'],
  ['of a session that goes on', session({ state: 'in_progress' }), 's'],
  ['of a cancelled session', session({ state: 'cancelled' }), 's'],
])('nothing is told %s', (_, session, me) => expect(whyNoCancel(session, me, now)).toBeNull());
