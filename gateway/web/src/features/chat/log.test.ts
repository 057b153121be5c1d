import type { Message } from '@lyceum/sdk';
import { describe, expect, test } from 'vitest';
import type { TopicEvent } from '../../realtime/frames.ts';
import { apply, caughtUp, newest, react, withEarlier, type Log } from './log.ts';

const message = (position: number, part: Partial<Message> = {}): Message => ({
  position, author: { id: 'sam', display_name: 'Sam', picture_url: null }, text: `m${position}`, sent_at: '', deleted: false, reactions: [], ...part,
} as Message);
const log = (...positions: number[]): Log => ({ messages: positions.map((p) => message(p)), earlier: null, head: positions.at(-1) ?? 0 });
const positions = (l: Log) => l.messages.map((m) => m.position);

describe('a page', () => {
  test('comes newest first and is shown oldest first', () => {
    expect(positions(newest({ items: [message(9), message(7)], next: '7' }, undefined))).toEqual([7, 9]);
  });
  test('that touches what is known keeps it', () => {
    const known = { ...log(1, 2, 3), earlier: 1 };
    const merged = newest({ items: [message(4), message(3)], next: '3' }, known);
    expect([positions(merged), merged.earlier]).toEqual([[1, 2, 3, 4], 1]);
  });
  test('behind a hole replaces what is known', () => {
    const merged = newest({ items: [message(9), message(8)], next: '8' }, log(1, 2));
    expect([positions(merged), merged.earlier]).toEqual([[8, 9], 8]);
  });
  test('of earlier messages goes before, none twice', () => {
    const merged = withEarlier({ ...log(5, 6), earlier: 5 }, { items: [message(5), message(4)], next: null });
    expect([positions(merged), merged.earlier]).toEqual([[4, 5, 6], null]);
  });
});

describe('an event', () => {
  const posted = { kind: 'message_posted', message: { ...message(3), author: null } } as TopicEvent;
  test('adds a message, once', () => {
    const once = apply(log(1, 2), posted, 3);
    expect(positions(apply(once, posted, 3))).toEqual([1, 2, 3]);
  });
  test.each([
    [{ kind: 'message_edited', message_position: 2, text: 'new', edited_at: 'now' } as const, { text: 'new', edited_at: 'now', version: 9 }],
    [{ kind: 'message_deleted', message_position: 2 } as const, { text: null, deleted: true }],
    [{ kind: 'reacted', message_position: 2, emoji: '👍', user: 'mira' } as const, { reactions: [{ emoji: '👍', users: ['mira'] }] }],
  ])('%j changes its message only', (event, change) => {
    const after = apply(log(1, 2), event, 9);
    expect(after.messages[1]).toMatchObject(change);
    expect(after.messages[0]).toEqual(message(1));
    expect(after.head).toBe(9);
  });
});

test('a reaction given twice counts once, and the last taken back goes', () => {
  const once = react(react([], '👍', 'a', true), '👍', 'a', true);
  expect(once).toEqual([{ emoji: '👍', users: ['a'] }]);
  expect(react(once, '👍', 'a', false)).toEqual([]);
});

test('what was heard while an older page was on its way is not lost by it', () => {
  const posted = { kind: 'message_posted', message: { position: 3, author: null, text: 'Hello', sent_at: '', deleted: false, reactions: [] } } as TopicEvent;
  const edited: TopicEvent = { kind: 'message_edited', message_position: 2, text: 'new', edited_at: 'now' };
  const page = newest({ items: [message(2), message(1)] }, apply(log(1, 2), posted, 3));
  const caught = caughtUp(page, [{ event: posted, position: 3 }, { event: edited, position: 4 }]);
  expect(positions(caught)).toEqual([1, 2, 3]);
  expect(caught).toMatchObject({ head: 4, messages: [{}, { text: 'new' }, { text: 'Hello' }] });
});
