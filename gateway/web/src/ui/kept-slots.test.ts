import { beforeEach, expect, test } from 'vitest';
import { slotsIn, textOf } from './kept-slots.ts';

const slots = [{ key: 0, start: '2026-12-05T18:00', minutes: 90 }, { key: 1, start: '', minutes: 45 }];

beforeEach(() => {
  process.env.TZ = 'Asia/Colombo';
});

test('what was chosen comes back, a field that is empty too', () => {
  expect(slotsIn(textOf(slots))).toEqual(slots);
});

test('in another zone the moments are the same', () => {
  const kept = textOf(slots);
  process.env.TZ = 'America/New_York';
  expect(slotsIn(kept)?.map(({ start }) => start)).toEqual(['2026-12-05T07:30', '']);
});

test.each(['', '{', 'null', '[]', '7', '[null]', '[{}]', '[{"key":0,"start":7,"minutes":45}]', '[{"key":0,"start":"","minutes":45,"at":"soon"}]'])(
  'what was kept and is damaged, as %s, is nothing chosen',
  (kept) => expect(slotsIn(kept)).toBeNull(),
);
