import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { StarField } from './stars.tsx';

test('stars are read, and walked by the arrows, from one to five', () => {
  const html = renderToStaticMarkup(createElement(StarField, { name: 'stars' }));
  expect([...html.matchAll(/value="(\d)"/g)].map(([, value]) => Number(value))).toEqual([1, 2, 3, 4, 5]);
});
