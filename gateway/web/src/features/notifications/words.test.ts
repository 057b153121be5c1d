import { expect, test } from 'vitest';
import { say } from './words.ts';

const by = { id: 'm', display_name: 'Mira', picture_url: null };

test('a known kind is a sentence with its place', () => {
  expect(say({ kind: 'mentoring_request_declined', by, request_id: '7' })).toEqual({ text: 'Mira declined your request.', to: '/requests/7' });
});

test('an unknown kind still says that something happened', () => {
  expect(say({ kind: 'grade_published' as 'mentoring_session_rated' })).toEqual({ text: 'Grade published.', to: '/' });
});
