import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
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

test('the other person’s clock is shown where it shows another time', () => {
  i18n.activate('en');
  const shown = (zone: string | null): string =>
    renderToStaticMarkup(createElement(I18nProvider, { i18n }, createElement(Between, { start: START, end: '2026-07-02T10:45:00Z', other: { display_name: 'Maya', zone } })));
  expect(shown('Asia/Colombo')).toContain('15:30 – 16:15 GMT+5:30</span> for Maya');
  expect(shown('America/Toronto')).not.toContain('Maya');
  expect(shown('Mars/Olympus')).not.toContain('Maya');
  expect(shown(null)).not.toContain('Maya');
});

test('one’s own time does not', () => {
  expect(renderToStaticMarkup(createElement(When, { at: START, own: true }))).toMatch(/06:00<\/time>/);
});
