import { expect, test } from 'vitest';
import { Intent } from './intent.ts';

test('a retry of the same content keeps the key', () => {
  const intent = new Intent();
  expect(intent.headers({ a: 1 })).toEqual(intent.headers({ a: 1 }));
});

test('other content is another intent, and so is the same content once it was done', () => {
  const intent = new Intent();
  const first = intent.headers({ a: 1 });
  expect(intent.headers({ a: 2 })).not.toEqual(first);
  const second = intent.headers({ a: 2 });
  intent.done();
  expect(intent.headers({ a: 2 })).not.toEqual(second);
});
