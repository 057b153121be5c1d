import { expect, test } from 'vitest';
import { say } from './words.ts';

test('a known kind is a sentence with its place', () => {
  expect(say({ kind: 'mentoring_request_declined', data: { topic: 'Algebra', reason: 'On holiday', request_id: '7' } }))
    .toEqual({ text: 'A request about Algebra was declined: On holiday', to: '/requests/7' });
});

test('an unknown kind still says that something happened', () => {
  expect(say({ kind: 'grade_published', data: {} })).toEqual({ text: 'Grade published.', to: '/' });
});
