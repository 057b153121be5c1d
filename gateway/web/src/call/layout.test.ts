import { expect, test } from 'vitest';
import { layoutOf } from './layout.ts';

test.each([
  ['one person, desktop', [false, 1, true, 1400, 700], 'grid', { tile: '1244px', tall: '700px' }],
  ['one person, phone upright', [false, 1, true, 380, 600], 'one', { tile: '380px', tall: '600px' }],
  ['two people, phone upright', [false, 2, true, 380, 600], 'grid', { columns: 1, tile: '380px' }],
  ['a screen and its person and oneself, desktop', [true, 2, true, 1400, 700], 'beside', { main: '1152px', tile: '240px', tallest: '700px' }],
  ['a screen, phone upright', [true, 2, true, 380, 600], 'below', { main: '380px', tall: '104px' }],
  ['a screen alone', [true, 1, false, 1400, 700], 'beside', { main: '1400px', tallest: '700px' }],
] as const)('%s', (_, [screen, tiles, self, width, height], kind, sizes) => {
  const layout = layoutOf(screen, tiles, self, width, height);
  expect(layout.kind).toBe(kind);
  expect(layout.sizes).toMatchObject(sizes);
});

test('a strip of many people stays inside the stage', () => {
  const { sizes } = layoutOf(true, 10, true, 1400, 700);
  expect(Number.parseInt(sizes.tall, 10) * 10 + 8 * 9).toBeLessThanOrEqual(700);
});
