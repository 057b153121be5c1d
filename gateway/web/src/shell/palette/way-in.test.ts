import { expect, test } from 'vitest';
import { wayIn } from './way-in.ts';

test.each([
  ['whose room is open leads into its call', true, '/calls/$room'],
  ['whose room is not leads to the sessions', false, '/sessions'],
])('a session %s', (_, join, to) => {
  expect(wayIn({ room_id: 'r', can: { join, cancel: false, complete: false, rate: false } }).to).toBe(to);
});
