import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, expect, test, vi } from 'vitest';
import { TimesField } from './times.tsx';

let error: string | undefined;
vi.mock('./form.tsx', () => ({ useFieldError: () => error }));

beforeAll(() => {
  process.env.TZ = 'America/New_York';
  i18n.activate('en');
});

/** The page, and of its field and its choice what describes them. */
function drawn(start: string) {
  const times = { slots: [{ key: 0, start, minutes: 45 }], setSlots: () => {}, spans: [], busy: [], own: [] };
  const html = renderToStaticMarkup(createElement(I18nProvider, { i18n }, createElement(TimesField, { ...times, other: { display_name: 'Maya', zone: 'Asia/Colombo' } })));
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  const described = (tag: string): string[] => new RegExp(`<${tag}[^>]* aria-describedby="([^"]+)"`).exec(html)?.[1]?.split(' ').map((id) => (ids.includes(id) ? id.split('-').at(-1)! : `no ${id}`)) ?? [];
  return { html, start: described('input'), length: described('select') };
}

test('an offered time stands in the zone of both', () => {
  error = undefined;
  const { html } = drawn('2026-07-02T17:30');
  expect(html).toContain('17:30 – 18:15</time> <small>EDT');
  expect(html).toContain('03:00 – 03:45 GMT+5:30</span> for Maya');
});

test.each([
  ['2026-07-02T17:30', undefined, ['words'], ['words']],
  ['2026-07-02T17:30', 'That time has passed already.', ['error', 'words'], ['words']],
  ['', 'Fill in this field.', ['error'], []],
  ['', undefined, [], []],
])('a start of "%s" with the fault %j is described by %j, its length by %j', (start, fault, field, length) => {
  error = fault;
  expect(drawn(start)).toMatchObject({ start: field, length });
});
