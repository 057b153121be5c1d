import { afterEach, expect, test } from 'vitest';
import { dismiss, dismissAllOf, toast, toasts } from './toasts.ts';

const shown = () => toasts.getState().list;

afterEach(() => {
  for (const { id } of shown()) dismiss(id);
});

test('what speaks of a call goes with it, and nothing else does', () => {
  toast('The host muted your microphone.', 'ok', { of: ['call'] });
  toast('Saved.');
  dismissAllOf('call');
  expect(shown().map(({ text }) => text)).toEqual(['Saved.']);
});
