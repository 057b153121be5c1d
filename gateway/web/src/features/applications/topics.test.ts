import { expect, test } from 'vitest';
import { topicsOf } from './topics.ts';

test.each([
  ['Algebra, Physics', ['Algebra', 'Physics']],
  [' Algebra ,, algebra,', ['Algebra']],
  ['Linear   algebra\nOptics', ['Linear algebra', 'Optics']],
  ['', []],
])('%j is %j', (text, topics) => {
  expect(topicsOf(text)).toEqual(topics);
});
