import { expect, test } from 'vitest';
import { heldBy } from './selection.ts';

const messages = Array.from({ length: 100 }, (_, n) => ({ position: 2 * n }));

test.each([
  ['nothing is marked', null, []],
  ['within one message', { from: 4, to: 4 }, [4]],
  ['some', { from: 4, to: 8 }, [4, 6, 8]],
  ['more than the page has room for', { from: 4, to: 90 }, [4, 90]],
  ['from among them to beyond', { from: 10, to: Infinity }, [10]],
  ['all', { from: -Infinity, to: Infinity }, []],
])('the rows that stay in the page: %s', (_, span, held) => {
  expect(heldBy(span, messages)).toEqual(held);
});
