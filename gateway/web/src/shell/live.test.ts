import { expect, test } from 'vitest';
import { keysOf } from './live.ts';

test.each([
  ['mentoring_request', [['mentoring_request']]],
  ['mentoring_session', [['mentoring_session'], ['channel'], ['room']]],
  ['notification', [['notification']]],
  ['channel', [['channel']]],
  ['unread', [['channel', 'list'], ['channel', 'pages']]],
] as const)('a changed %s refetches its queries', (what, keys) => {
  expect(keysOf({ kind: 'changed', what, id: 'x' })).toEqual(keys);
});

test('what is not a change refetches nothing', () => {
  expect(keysOf({ kind: 'note' })).toEqual([]);
});
