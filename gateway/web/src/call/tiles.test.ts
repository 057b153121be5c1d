import { describe, expect, test } from 'vitest';
import { initial, reduce } from './state.ts';
import { gridFor, tilesOf } from './tiles.ts';

describe('the grid', () => {
  test.each([
    { count: 1, width: 1280, height: 720, columns: 1, rows: 1 },
    { count: 2, width: 1280, height: 720, columns: 2, rows: 1 },
    { count: 2, width: 390, height: 700, columns: 1, rows: 2 },
    { count: 4, width: 1280, height: 720, columns: 2, rows: 2 },
    { count: 9, width: 1280, height: 720, columns: 3, rows: 3 },
  ])('of $count in $width × $height has $columns columns', ({ count, width, height, columns, rows }) => {
    const grid = gridFor(count, width, height);
    expect([grid.columns, grid.rows]).toEqual([columns, rows]);
    expect(grid.width * columns).toBeLessThanOrEqual(width);
    expect(grid.height * rows).toBeLessThanOrEqual(height);
  });

  test('of nobody is empty and not an error', () => {
    expect(gridFor(0, 0, 0)).toEqual({ columns: 1, rows: 1, width: 0, height: 0 });
  });
});

describe('the tiles', () => {
  const joined = reduce(initial, {
    type: 'call_state',
    room: 'r',
    participants: [
      { user_id: 'me', display_name: 'Me', sources: { camera: { muted: false } } },
      { user_id: 'ada', display_name: 'Ada', sources: { camera: { muted: false }, microphone: { muted: true }, screen: { muted: false } } },
      { user_id: 'bob', display_name: 'Bob', sources: { camera: { muted: true }, microphone: { muted: false } } },
    ],
    slots: { 3: { user_id: 'ada', source: 'camera' }, 4: { user_id: 'ada', source: 'screen' }, 5: null },
  });

  test('are the others: screens first, a muted camera without a picture', () => {
    const tiles = tilesOf(joined, 'me');
    expect(tiles.map((t) => [t.name, t.source, t.mid, t.muted])).toEqual([
      ['Ada', 'screen', '4', false],
      ['Ada', 'camera', '3', true],
      ['Bob', 'camera', null, false],
    ]);
  });

  test('say who speaks and how well they are connected', () => {
    const spoken = reduce(reduce(joined, { type: 'call_speakers', room: 'r', users: ['bob'] }), { type: 'call_quality', room: 'r', users: { bob: 1 } });
    const bob = tilesOf(spoken, 'me').find((t) => t.name === 'Bob');
    expect([bob?.speaking, bob?.quality]).toEqual([true, 1]);
    const cutOff = tilesOf(spoken, 'me', false).find((t) => t.name === 'Bob');
    expect([cutOff?.speaking, cutOff?.quality]).toEqual([false, null]);
  });
});

test('the end of a call says why', () => {
  expect(reduce(initial, { type: 'call_ended', room: 'r', reason: 'removed' })).toMatchObject({ phase: 'ended', reason: 'removed' });
  expect(reduce(initial, { type: 'call_lobby', room: 'r', waiting: [], admitted: false }).phase).toBe('lobby');
});
