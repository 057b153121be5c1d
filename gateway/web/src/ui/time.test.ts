import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, expect, test } from 'vitest';
import { Between, When } from './time.tsx';

const START = '2026-07-02T10:00:00Z';

beforeAll(() => {
  process.env.TZ = 'America/New_York';
});

test('a time that others go by says its zone, as it is on that day', () => {
  expect(renderToStaticMarkup(createElement(When, { at: START }))).toContain('06:00 EDT');
  expect(renderToStaticMarkup(createElement(When, { at: '2026-01-02T10:00:00Z' }))).toContain('05:00 EST');
  expect(renderToStaticMarkup(createElement(Between, { start: START, end: '2026-07-02T10:45:00Z' }))).toMatch(/06:00 – 06:45<\/time> <small>EDT/);
});

test('one’s own time does not', () => {
  expect(renderToStaticMarkup(createElement(When, { at: START, own: true }))).toMatch(/06:00<\/time>/);
});
