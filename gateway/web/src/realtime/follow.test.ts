import { describe, expect, test } from 'vitest';
import { follow, type Place } from './follow.ts';
import type { EventFrame } from './frames.ts';

const at = (position: number, timeline = 1): Place => ({ timeline, position });
const event = (previous: number, position: number, timeline = 1): EventFrame => ({
  type: 'event', topic: 't', timeline, previous, position, event: { kind: 'note' },
});

describe('an event', () => {
  test.each([
    ['next in line is applied', at(4), event(4, 5), 'apply', at(5)],
    ['seen before is skipped', at(5), event(4, 5), 'skip', at(5)],
    ['after a hole means a refetch', at(4), event(6, 7), 'refetch', at(7)],
    ['of another timeline means a refetch', at(9), event(1, 2, 2), 'refetch', at(2, 2)],
    ['that overlaps what is known is applied', at(5), event(3, 6), 'apply', at(6)],
  ] as const)('%s', (_, place, frame, act, after) => {
    expect(follow(place, frame)).toEqual({ act, place: after });
  });
});

describe('a subscription', () => {
  const subscribed = (head: number, timeline = 1) => ({ type: 'subscribed', id: 1, topic: 't', timeline, head }) as const;
  test('begins at the head', () => expect(follow(null, subscribed(8))).toEqual({ act: 'none', place: at(8) }));
  test('resumes where it stood', () => expect(follow(at(5), subscribed(8))).toEqual({ act: 'none', place: at(5) }));
  test('on another timeline means a refetch', () => expect(follow(at(5), subscribed(2, 2)).act).toBe('refetch'));
  test('whose head lies before the place means a refetch', () => expect(follow(at(5), subscribed(2)).act).toBe('refetch'));
});

test('a gap means a refetch up to its head', () => {
  expect(follow(at(1), { type: 'gap', topic: 't', timeline: 1, head: 90 })).toEqual({ act: 'refetch', place: at(90) });
});
