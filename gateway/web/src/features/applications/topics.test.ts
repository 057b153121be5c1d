import { expect, test } from 'vitest';
import { topicsOf } from './topics.ts';

test.each([
  ['Algebra, Physics', ['Algebra', 'Physics']],
  [' Algebra ,, algebra,', ['Algebra']],
  ['Linear   algebra\nOptics', ['Linear algebra', 'Optics']],
  ['', []],
  ['a,b,c,d,e,f,g,h,i,j', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']],
])('%j is %j', (text, topics) => {
  expect(topicsOf(text)).toEqual(topics);
});
