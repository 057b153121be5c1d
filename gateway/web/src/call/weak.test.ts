import { expect, test } from 'vitest';
import { heardOf, steady, type Weak } from './weak.ts';

/** What is said after each grade, two seconds apart. */
const said = (grades: (number | null)[]): boolean[] => {
  let weak: Weak = steady;
  return grades.map((grade, at) => (weak = heardOf(weak, grade, at * 2000)).said);
};

test.each([
  ['a moment is not said', [3, 1, 3, 1, 3], [false, false, false, false, false]],
  ['what lasts is', [3, 1, 1, 1], [false, false, false, true]],
  ['and is taken back when it is better for long', [1, 1, 1, 3, 3, 1, 3, 3, 3, 3, 3, 3], [false, false, true, true, true, true, true, true, true, true, true, false]],
  ['what nobody knows is not poor', [null, null, null, null], [false, false, false, false]],
] as const)('%s', (_, grades, words) => expect(said([...grades])).toEqual(words));
