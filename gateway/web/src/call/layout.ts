import { gridFor } from './tiles.ts';

/** The sizes go to the style sheet as custom properties. */
export type Layout =
  | { kind: 'grid' | 'one'; sizes: { columns: number; tile: string; tall: string } }
  | { kind: 'beside' | 'below'; sizes: { tile: string; tall: string; main: string; tallest: string } };

const RATIO = 16 / 9;
const GAP = 8;
const STRIP = { beside: 240, below: 120 };

/** A screen comes first among `tiles`; oneself is one more picture of its strip, and lies over the others' otherwise. */
export function layoutOf(screen: boolean, tiles: number, self: boolean, width: number, height: number): Layout {
  if (screen) return stageFor(tiles - 1 + (self ? 1 : 0), width, height);
  // one person on a phone held upright: a picture across it would leave most of it empty
  if (tiles === 1 && width < height) return { kind: 'one', sizes: { columns: 1, tile: px(width), tall: px(height) } };
  const grid = gridFor(tiles, width, height, { ratio: RATIO, gap: GAP });
  return { kind: 'grid', sizes: { columns: grid.columns, tile: px(grid.width), tall: px(grid.height) } };
}

/** The strip stands where it leaves the screen more room. */
function stageFor(others: number, width: number, height: number): Layout {
  if (others === 0) return { kind: 'beside', sizes: { tile: '0px', tall: '0px', main: px(width), tallest: px(height) } };
  const gaps = GAP * (others - 1);
  const across = Math.max(0, Math.min(STRIP.beside, width * 0.25, ((height - gaps) / others) * RATIO));
  const down = Math.max(0, Math.min(STRIP.below, height * 0.25, (width - gaps) / others / RATIO));
  const beside = Math.max(0, width - across - GAP);
  const below = Math.max(0, height - down - GAP);
  return Math.min(beside, height * RATIO) >= Math.min(width, below * RATIO)
    ? { kind: 'beside', sizes: { tile: px(across), tall: px(across / RATIO), main: px(beside), tallest: px(height) } }
    : { kind: 'below', sizes: { tile: px(down * RATIO), tall: px(down), main: px(width), tallest: px(below) } };
}

const px = (size: number): string => `${Math.floor(size)}px`;
