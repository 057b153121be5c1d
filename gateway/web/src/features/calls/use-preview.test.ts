import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { usePreview } from './use-preview.ts';

test('a device is opening from the first drawing, so that the choice of them has its place', () => {
  const First = () => usePreview().opening.join();
  expect(renderToStaticMarkup(createElement(First))).toBe('microphone');
});
