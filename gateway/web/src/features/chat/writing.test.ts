import { expect, test, vi } from 'vitest';
import { maySend, sends, tooLongBy } from './writing.ts';

const key = (key: string, part: { shiftKey?: boolean; composing?: boolean } = {}) => ({ key, shiftKey: part.shiftKey ?? false, nativeEvent: { isComposing: part.composing ?? false } });

test.each([
  ['Enter sends', key('Enter'), true],
  ['Shift+Enter begins a line', key('Enter', { shiftKey: true }), false],
  ['an Enter that ends the choice of a letter is not one', key('Enter', { composing: true }), false],
  ['a letter is a letter', key('e'), false],
])('%s', (_, event, does) => expect(sends(event, false)).toBe(does));

test('where one types on the screen Enter begins a line: there is no Shift to hold, and a button sends', () => {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query === '(pointer: coarse)' }));
  expect([sends(key('Enter')), sends(key('Enter', { shiftKey: true }))]).toEqual([false, false]);
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  expect(sends(key('Enter'))).toBe(true);
  vi.unstubAllGlobals();
});

test('a message is as long as its characters, without the blanks around it', () => {
  expect(['', 'a'.repeat(4000), `${'🎉'.repeat(4000)}\n`, 'a'.repeat(4003)].map(tooLongBy)).toEqual([0, 0, 0, 3]);
});

test('what shows nothing is no message', () => {
  const texts = ['', ' \n\t', '\u200b', '\u200b \u2060\ufeff', '\u200d', '\u202e\u2066', '\u00ad', '\u3164\u115f\uffa0', '\u2800', '\ufe0f', '\u{e0041}', '\u0007', '\u00a0\u3000'];
  expect(texts.filter(maySend)).toEqual([]);
});

test('what is too long is none either', () => expect(['a'.repeat(4000), 'a'.repeat(4001)].map(maySend)).toEqual([true, false]));

test('what is held together by what nobody sees is one', () => {
  const texts = ['a', '.', 'ප්\u200dරේමදාස', 'می\u200cخواهم', '👩\u200d🎓', '❤\ufe0f', '\u200bhidden\u200b', '\u0301'];
  expect(texts.filter(maySend)).toEqual(texts);
});
