import type { MentoringRequest, MentoringSession } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { nextThing } from './next.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const session = (start: string, part: Partial<MentoringSession> = {}) => ({
  id: start, start: `2026-03-02T${start}:00.000Z`, end: '2026-03-02T18:00:00.000Z', state: 'scheduled', can: { join: start < '10:15' }, ...part,
} as MentoringSession);
const asked = { id: 'r', can: { accept: true } } as MentoringRequest;

test('a call that is over for this person is not offered, nor waited for', () => {
  const [ended, later] = [session('09:50', { call_closed: 'ended' }), session('12:00')];
  expect(nextThing([ended, later], [], 0, now)).toEqual({ kind: 'wait', session: later });
  expect(nextThing([ended], [], 0, now).kind).toBe('nothing');
});

test.each([
  ['a session whose room is open', [session('10:14')], [asked], 'join'],
  ['a session whose room is not open yet', [session('10:16')], [asked], 'answer'],
  ['the one that the server lets one join', [session('10:01', { can: { join: false } as MentoringSession['can'] }), session('10:05')], [], 'join'],
  ['one that the server lets one join, by whatever clock of this device', [session('10:05', { end: '2026-03-02T09:00:00.000Z' })], [asked], 'join'],
  ['a session that goes on', [session('09:50', { state: 'in_progress' })], [], 'join'],
  ['a request before a later session', [session('12:00')], [asked], 'answer'],
  ['a later session', [session('12:00')], [], 'wait'],
  ['a cancelled session is none', [session('10:05', { state: 'cancelled' })], [], 'nothing'],
  ['nothing', [], [], 'nothing'],
] as const)('%s', (_, sessions, requests, kind) => {
  expect(nextThing([...sessions], [...requests], 0, now).kind).toBe(kind);
});

test('applications wait for an admin before a later session, and after an answer', () => {
  expect(nextThing([], [], 2, now)).toEqual({ kind: 'decide', applications: 2 });
  expect(nextThing([session('12:00')], [], 2, now).kind).toBe('decide');
  expect(nextThing([session('12:00')], [asked], 2, now).kind).toBe('answer');
});
