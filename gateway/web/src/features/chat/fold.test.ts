import { expect, test } from 'vitest';
import { isTall } from './fold.ts';

test.each([
  ['a word', 'Hello', false],
  ['a page', 'word '.repeat(400), false],
  ['as many lines as a page has', 'line\n'.repeat(29), false],
  ['more lines than a page has', 'line\n'.repeat(40), true],
  ['thousands of empty lines', `a${'\n'.repeat(3990)}b`, true],
  ['one letter with thousands of accents', `Z${'\u0301'.repeat(3200)}`, false],
  ['the longest message', 'word '.repeat(800), true],
])('%s', (_, text, tall) => expect(isTall(text)).toBe(tall));
