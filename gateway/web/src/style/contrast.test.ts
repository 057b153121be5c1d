import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

type Tokens = Record<string, string>;

const css = fs.readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8');

/** The colours that the block behind `selector` sets. */
function tokens(selector: string): Tokens {
  const block = css.slice(css.indexOf(selector)).match(/\{([^}]*)\}/)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const light = tokens(':root {');
const dark = tokens(":root[data-theme='dark']");

const TEXT = 4.5;
const EDGE = 3;
const NEUTRAL = ['canvas', 'surface', 'sunken'];
const SOFT = ['accent-soft', 'ok-soft', 'warn-soft', 'bad-soft', 'live-soft'];
const tones = ['accent', 'ok', 'warn', 'bad', 'live'].map((tone) => ({ ink: tone, grounds: [...NEUTRAL, `${tone}-soft`], least: TEXT }));

/** What may stand on what. */
const PAIRS = [
  ...['text', 'muted', 'faint'].map((ink) => ({ ink, grounds: [...NEUTRAL, ...SOFT], least: TEXT })),
  ...tones,
  { ink: 'on-accent', grounds: ['accent'], least: TEXT },
  { ink: 'field-edge', grounds: NEUTRAL, least: EDGE },
];

describe.each([{ theme: 'light', set: light }, { theme: 'dark', set: dark }])('in the $theme theme', ({ set }) => {
  test.each(PAIRS)('$ink can be read on its grounds', ({ ink, grounds, least }) => {
    for (const ground of grounds) expect(contrast(set[ink]!, set[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(least);
  });
});

test('the dark theme is the same, chosen or by the system', () => {
  expect(tokens(":root:not([data-theme='light'])")).toEqual(dark);
});

test('every colour has its pair in the other theme', () => {
  expect(Object.keys(light).length).toBeGreaterThan(15);
  expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort());
});
