import { expect, test } from 'vitest';
import { Problem, problemOf } from './problem.ts';
import { explain } from './words.ts';

test('a problem document becomes an error with its code, its fields and its pause', () => {
  const response = new Response(null, { status: 429, headers: { 'retry-after': '3' } });
  const problem = problemOf({ code: 'rate_limited', detail: 'slow down', errors: [{ pointer: '/email', code: 'taken', detail: 'is taken' }] }, response);
  expect(problem).toMatchObject({ code: 'rate_limited', status: 429, fields: { email: 'Is taken.' }, retry_after_ms: 3000, passing: true });
});

test('silence of the network is passing, a refusal is not', () => {
  expect(problemOf(new TypeError('failed to fetch'), undefined)).toMatchObject({ code: 'offline', passing: true });
  expect(problemOf({ code: 'forbidden' }, new Response(null, { status: 403 })).passing).toBe(false);
});

test.each(['body_too_large', 'media_type_unsupported', 'text_empty', 'zone_unknown'])('%s is told in words of the console', (code) => {
  expect(explain(new Problem(code, 422, 'the words of the server'))).not.toContain('words of the server');
});

test.each([
  ['busy', 'The server is busy. Try again in a moment.'],
  ['unavailable', 'This is not available right now. Try again in a moment.'],
  ['outcome_unknown', 'It is not known whether that was done. Try again: it is not done twice.'],
  ['key_reused', 'That did not work. Load the page again, then try once more.'],
])('%s speaks to a person, not to a program', (code, words) => {
  expect(explain(new Problem(code, 503, 'send the same request with the same `Idempotency-Key` again'))).toBe(words);
});

test.each([
  [new Problem('credentials_wrong', 401, 'x'), 'That email and password do not belong together.'],
  [new Problem('new_code', 409, 'the calendar is full'), 'The calendar is full.'],
  [new Error('boom'), 'Something went wrong. Try again.'],
])('%s is told in a sentence', (error, words) => {
  expect(explain(error)).toBe(words);
});
