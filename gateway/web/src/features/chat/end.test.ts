import { expect, test } from 'vitest';
import { isNearEnd, wentUp } from './end.ts';

const box = (scrollTop: number, scrollHeight = 2000) => ({ scrollTop, scrollHeight, clientHeight: 500 });

test.each([
  ['who scrolls up in the frame in which a message comes', box(1300, 2060), true],
  ['who scrolls up a little', box(1490, 2060), true],
  ['who stands still while a message comes', box(1500, 2060), false],
  ['who is at the end of what got shorter', box(1440, 1940), false],
  ['who scrolls down', box(1550, 2060), false],
])('%s', (_, now, up) => expect(wentUp(now, 1500)).toBe(up));

test('a line above the end is at the end, a page is not', () => {
  expect(isNearEnd(box(1480))).toBe(true);
  expect(isNearEnd(box(1000))).toBe(false);
});
