import { expect, test } from 'vitest';
import { linesOf, sends } from './writing.ts';

const key = (key: string, part: { shiftKey?: boolean; composing?: boolean } = {}) => ({ key, shiftKey: part.shiftKey ?? false, nativeEvent: { isComposing: part.composing ?? false } });

test.each([
  ['Enter sends', key('Enter'), true],
  ['Shift+Enter begins a line', key('Enter', { shiftKey: true }), false],
  ['an Enter that ends the choice of a letter is not one', key('Enter', { composing: true }), false],
  ['a letter is a letter', key('e'), false],
])('%s', (_, event, does) => expect(sends(event)).toBe(does));

test('a field is as tall as its text, and no taller than six lines', () => {
  expect(['', 'one', 'one\ntwo', 'a\n'.repeat(20)].map(linesOf)).toEqual([1, 1, 2, 6]);
});
