import type { MentoringSession, Room } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { outOf } from './room.ts';

const now = Date.parse('2026-03-02T10:00:00.000Z');
const room = (part: Partial<Room>, join = true) => ({
  state: 'open', can: { join, host: false }, times: { start: '2026-03-02T09:45:00.000Z', end: '2026-03-02T11:00:00.000Z' }, ...part,
} as Room);
const session = (join = true) => ({ can: { join } } as MentoringSession);
const opened = { start: '2026-03-02T09:59:59.000Z', end: '2026-03-02T11:00:00.000Z' };
const later = { start: '2026-03-02T10:30:00.000Z', end: '2026-03-02T11:30:00.000Z' };

test.each([
  ['a room that takes one', session(), room({}), null],
  ['a room before its host', session(), room({ state: 'waiting' }), null],
  ['a room that is not open yet', session(false), room({ times: later }, false), null],
  ['a room that was asked a moment before it opened', session(), room({ times: opened }, false), null],
  ['a room that a fast clock believes open', session(false), room({}, false), null],
  ['a call that its host ended', session(), room({ state: 'ended' }, false), 'ended'],
  ['a call from which one was removed', session(), room({}, false), 'removed'],
] as const)('%s', (_, session, room, out) => expect(outOf(session, room, now)).toBe(out));
