import { expect, test } from 'vitest';
import { linesOf, sends, tooLongBy } from './writing.ts';

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

test('a message is as long as its characters, without the blanks around it', () => {
  expect(['', 'a'.repeat(4000), `${'🎉'.repeat(4000)}\n`, 'a'.repeat(4003)].map(tooLongBy)).toEqual([0, 0, 0, 3]);
});
