import { getCatalogs } from '@lingui/cli/api';
import { getConfig } from '@lingui/conf';
import { beforeAll, describe, expect, test } from 'vitest';
import { placeholders } from './placeholders.ts';

type Words = Record<string, { message: string; translation: string }>;

/** What a catalogue has that the code does not say, what it lacks, and where it says something else. */
function faults(code: Words, catalogue: Words): string[] {
  const unknown = Object.keys(catalogue).filter((id) => !code[id]).map((id) => `unknown: ${catalogue[id]!.message}`);
  const wrong = Object.entries(code).flatMap(([id, { message }]) => {
    const translation = catalogue[id]?.translation;
    if (!translation) return [`missing: ${message}`];
    return String(placeholders(message)) === String(placeholders(translation)) ? [] : [`placeholders: ${message} → ${translation}`];
  });
  return [...unknown, ...wrong];
}

const words = (catalogue: Record<string, { message?: string; translation?: string }>): Words =>
  Object.fromEntries(Object.entries(catalogue).map(([id, { message = '', translation = '' }]) => [id, { message, translation }]));

const config = getConfig();

describe('the catalogues', () => {
  const kept: Record<string, Words> = {};
  let code: Words = {};
  beforeAll(async () => {
    const [catalogue] = await getCatalogs(config);
    code = words((await catalogue!.collect()) ?? {});
    for (const language of config.locales) kept[language] = words(await catalogue!.read(language));
  }, 60_000);

  // `npm run words` brings them up to date with the code
  test.each(config.locales)('%s says every message of the code, each with its placeholders, and no other', (language) => {
    expect(Object.keys(code).length).toBeGreaterThan(300);
    expect(faults(code, kept[language]!)).toEqual([]);
  });
});

describe('a fault is found', () => {
  const code: Words = {
    a: { message: 'Hello, {name}', translation: '' },
    b: { message: '{count, plural, one {# star by {name}} other {# stars by {name}}}', translation: '' },
    c: { message: 'Sent <0/>', translation: '' },
  };
  const right: Words = {
    a: { message: '', translation: 'ආයුබෝවන්, {name}' },
    b: { message: '', translation: '{count, plural, other {{name} තරු #ක්}}' },
    c: { message: '', translation: 'යැව්වේ <0/>' },
  };
  const said = (id: string, translation: string): string[] => faults(code, { ...right, [id]: { message: '', translation } });

  test('only where there is one', () => {
    expect(faults(code, right)).toEqual([]);
  });

  test.each([
    ['a', '', 'missing'], ['a', 'ආයුබෝවන්', 'placeholders'], ['a', 'ආයුබෝවන්, {nam}', 'placeholders'],
    ['b', '{count, plural, other {තරු #ක්}}', 'placeholders'], ['c', 'යැව්වේ', 'placeholders'], ['d', 'තවත්', 'unknown'],
  ])('%s as %j: %s', (id, translation, fault) => {
    expect(said(id, translation)).toHaveLength(1);
    expect(said(id, translation)[0]).toContain(fault);
  });
});
