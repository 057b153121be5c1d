import { expect, test } from 'vitest';
import { relative, span } from './time.ts';

const now = new Date('2026-03-02T10:00:00Z');

test.each([
  [0, 'now'], [12, 'in 12 min'], [-5, '5 min ago'], [120, 'in 2 h'], [60 * 24 * 3, 'in 3 days'],
])('%i minutes from now reads %s', (minutes, words) => {
  expect(relative(new Date(now.getTime() + minutes * 60_000), now)).toBe(words);
});

test('a span names the second day only when it is another', () => {
  const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
  expect(span(at('10:00'), at('10:45'), 'UTC')).toBe('Mon, Mar 2, 10:00 – 10:45');
  expect(span(at('18:00'), at('19:00'), 'Asia/Colombo')).toContain('Mar 3');
});
