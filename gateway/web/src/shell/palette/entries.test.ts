import { describe, expect, test } from 'vitest';
import { fit, matching, plain, step, type Entry } from './entries.ts';

const entry = (label: string, part: Partial<Entry> = {}): Entry => ({ id: label, label, icon: 'today', run: () => {}, ...part });
const labels = (entries: Entry[], text: string, sought?: boolean): string[] => matching([{ label: 'All', entries, sought }], text).flatMap((g) => g.entries.map((e) => e.label));

describe('an entry is found', () => {
  test.each([
    ['by its beginning', entry('Sessions'), 'ses', 0],
    ['by the beginning of a word', entry('Become a mentor'), 'ment', 1],
    ['by words in any order', entry('Calculus with Maya Silva'), 'silva calc', 1],
    ['by letters inside', entry('Notifications'), 'cation', 2],
    ['by what else it is called', entry('Dark', { words: 'Theme appearance' }), 'theme', 1],
    ['by what stands beside it', entry('Calculus', { detail: 'Mon, 10:00' }), 'mon', 1],
    ['whatever its accents and case', entry('José Ñandú'), 'JOSE nandu', 0],
    ['in Sinhala', entry('සැසි'), 'සැ', 0],
    ['by nothing typed', entry('Today'), ' ', 0],
  ] as const)('%s', (_, one, text, rank) => {
    expect(fit(one, text)).toBe(rank);
  });

  test.each([['a word too many', 'sessions x'], ['another vowel sign', 'සි']])('and not by %s', (_, text) => {
    expect([fit(entry('Sessions'), text), fit(entry('සැ'), text)]).toEqual([null, null]);
  });
});

test('the best comes first, and a group without any is gone', () => {
  const groups = [{ label: 'Pages', entries: [entry('Become a mentor'), entry('Mentors')] }, { label: 'Actions', entries: [entry('Sign out')] }];
  expect(matching(groups, 'ment').map((g) => [g.label, g.entries.map((e) => e.label)])).toEqual([['Pages', ['Mentors', 'Become a mentor']]]);
});

test('what the server found is not sifted again, and no group is long', () => {
  expect(labels([entry('Zoë')], 'soe', true)).toEqual(['Zoë']);
  const many = Array.from({ length: 40 }, (_, i) => entry(`Talk ${i}`));
  expect(labels(many, 'talk')).toHaveLength(6);
  expect(labels(many, '')).toHaveLength(40);
});

test('the arrows go round', () => {
  expect([step(-1, 1, 3), step(2, 1, 3), step(0, -1, 3), step(-1, -1, 3), step(0, 1, 0)]).toEqual([0, 0, 2, 2, -1]);
});

test('signs of other scripts are letters', () => {
  expect(plain(' Éa ')).toBe('ea');
  expect(plain('සැසි')).toBe('සැසි');
});
