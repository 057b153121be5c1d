import type { MentoringRequest, MentoringSession, Notification } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { aboutOf, isAnswered, isSettled, settledUpTo, type Known } from './about.ts';

const time = (hour: number) => ({ start: `2026-03-02T${hour}:00:00.000Z`, end: `2026-03-02T${hour}:45:00.000Z` });
const people = [{ id: 'sam', display_name: 'Sam' }, { id: 'mira', display_name: 'Mira', zone: 'Asia/Colombo' }];
const [student, mentor] = people;
const request = (id: string, accept: boolean, part: Partial<MentoringRequest> = {}) => [id, { id, topic: 'Algebra', times: [time(10), time(12)], student, mentor, can: { accept }, ...part } as MentoringRequest] as const;
const known: Known = {
  requests: new Map([request('open', true), request('done', false), request('agreed', false, { session_id: 's' })]),
  sessions: new Map([['s', { id: 's', topic: 'Calculus', ...time(14), student, mentor } as MentoringSession]]),
};
const item = (position: number, request_id: string, part: Partial<Notification> = {}) => ({ position, request_id, kind: 'mentoring_request_received', read: false, ...part } as Notification);

test('a notification says what it is about: the agreed time, or the first of those asked for, and for whom', () => {
  expect(aboutOf({ request_id: 'open' }, known)).toEqual({ topic: 'Algebra', time: time(10), more: 1, people });
  for (const about of [{ request_id: 'agreed' }, { session_id: 's' }]) expect(aboutOf(about, known)).toEqual({ topic: 'Calculus', time: time(14), more: 0, people });
  expect(aboutOf({ request_id: 'unknown' }, known)).toBeNull();
});

test('a question that was answered is new no more; news are, until they are read', () => {
  expect(isSettled(item(1, 'done'), known)).toBe(true);
  expect(isSettled(item(1, 'open'), known)).toBe(false);
  expect(isSettled(item(1, 'unknown'), known)).toBe(false);
  expect(isSettled(item(1, 'done', { kind: 'mentoring_request_withdrawn' }), known)).toBe(false);
});

test.each([
  ['accepted', 'mentoring_request_received', true], ['declined', 'mentoring_request_received', true], ['open', 'mentoring_request_proposed', true],
  ['withdrawn', 'mentoring_request_received', false], ['expired', 'mentoring_request_proposed', false], ['open', 'mentoring_request_reopened', false],
] as const)('of a request that is %s, %s counts as answered: %s', (state, kind, answered) => {
  expect(isAnswered({ kind, request_id: 'it' }, { ...known, requests: new Map([request('it', false, { state })]) })).toBe(answered);
});

test.each([
  ['what is settled before the first that is not', [item(9, 'done'), item(7, 'open'), item(5, 'done'), item(3, 'done')], 4, 5],
  ['all of it', [item(9, 'done'), item(7, 'done', { read: true })], 1, 9],
  ['nothing, where the oldest waits', [item(9, 'done'), item(7, 'open')], 2, null],
  ['nothing, where older ones are not loaded', [item(9, 'done')], 2, null],
  ['nothing, where all is read', [item(9, 'done', { read: true })], 0, null],
] as const)('marked as read: %s', (_, items, unread, up_to) => expect(settledUpTo([...items], unread, known)).toBe(up_to));
