import { expect, test } from 'vitest';
import { wordGone } from './gone.ts';

test('what a deleted person left empty is said to be so, wherever it stands', () => {
  const session = { topic: '', student: { id: 'a', display_name: '', picture_url: null }, mentor: { id: 'b', display_name: 'Maya', bio: '' }, times: [1, null] };
  expect(wordGone({ items: [session], next: null })).toEqual({
    items: [{ topic: 'Deleted', student: { id: 'a', display_name: 'Deleted person', picture_url: null }, mentor: { id: 'b', display_name: 'Maya', bio: '' }, times: [1, null] }],
    next: null,
  });
});

test('other texts may be empty', () => {
  expect(wordGone({ bio: '', message: '', text: null })).toEqual({ bio: '', message: '', text: null });
});
