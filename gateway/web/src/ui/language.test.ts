import { getConfig } from '@lingui/conf';
import { expect, test } from 'vitest';
import { LANGUAGES, preferred } from './language.ts';

test.each([
  [null, ['en-GB'], 'en'],
  [null, ['ta-LK', 'si-LK', 'en'], 'si'],
  [null, ['de'], 'en'],
  ['si', ['en-US'], 'si'],
  ['en', ['si-LK'], 'en'],
  ['xx', ['si'], 'si'],
])('chosen %s, with a browser in %j: %s', (kept, wanted, language) => {
  expect(preferred(kept, wanted)).toBe(language);
});

test('one can choose every language that has a catalogue', () => {
  expect(Object.keys(LANGUAGES).sort()).toEqual([...getConfig().locales].sort());
});
