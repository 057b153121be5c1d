import type { Message } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import type { Log } from './log.ts';
import { onReturn, unreadIn } from './unread.ts';

const message = (position: number, author = 'mira', deleted = false): Message => ({ position, author: { id: author }, deleted }) as Message;
const log = (messages: Message[], earlier: number | null): Log => ({ messages, earlier, head: messages.at(-1)?.position ?? 0 });
const span = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, n) => message(from + n));
const found = (read: number, head: number, unread: number) => ({ read, head, unread });

test.each([
  ['nothing is known yet', undefined, null, { from: undefined, count: 0, placed: true }],
  ['all is read', log(span(1, 50), null), found(50, 50, 0), { from: undefined, count: 0, placed: true }],
  ['what was read is loaded', log(span(71, 120), 71), found(100, 120, 20), { from: 101, count: 20, placed: true }],
  ['the last that was read is the first that is loaded', log(span(71, 120), 71), found(71, 120, 49), { from: 72, count: 49, placed: true }],
  ['the first that is loaded is new, and so may be what is above it', log(span(71, 120), 71), found(70, 120, 50), { from: undefined, count: 50, placed: false }],
  ['more than the server counts', log(span(71, 120), 71), found(0, 120, 100), { from: undefined, count: 99, placed: false }],
  ['all is loaded, and nothing was read ever', log(span(1, 120), null), found(0, 120, 100), { from: 1, count: 120, placed: true }],
  ['the card was older than the messages', log(span(71, 120), 71), found(0, 120, 3), { from: undefined, count: 50, placed: false }],
  ['it came while one looks on', log(span(1, 9), null), found(5, 7, 2), { from: 6, count: 2, placed: true }],
  ['of oneself, and deleted', log([...span(1, 5), message(6, 'sam'), message(7, 'mira', true), message(8)], null), found(5, 8, 1), { from: 7, count: 1, placed: true }],
])('%s', (_, known, then, told) => {
  expect(unreadIn(known, then, 'sam')).toEqual(told);
});

test.each([
  ['somebody wrote', log(span(1, 9), null), 6, found(6, 9, 0)],
  ['so much that only the newest is loaded', log(span(71, 120), 71), 20, found(20, 120, 0)],
  ['one was still on the way to the first of those before', log(span(1, 9), null), 2, found(2, 9, 3)],
  ['nobody wrote', log(span(1, 6), null), 6, null],
  ['only oneself did, elsewhere', log([...span(1, 6), message(7, 'sam')], null), 6, null],
])('coming back, %s', (_, now, left, then) => {
  expect(onReturn(now, found(2, 5, 3), left, 'sam')).toEqual(then);
});
