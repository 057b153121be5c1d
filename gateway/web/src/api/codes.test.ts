import { readFileSync } from 'node:fs';
import { i18n } from '@lingui/core';
import { afterEach, expect, test } from 'vitest';
import { besideField, inOwnWords } from './codes.ts';

/** The server's own list of what it may answer. */
const CODES = [...readFileSync(new URL('../../../src/problem/codes.rs', import.meta.url), 'utf8').matchAll(/^ {4}code\("([a-z_]+)"/gm)].map(([, code]) => code!);

/** Between the server and itself. */
const TOLD_NOBODY = ['registration_refused'];

afterEach(() => i18n.activate('en'));

test('where English is not read every refusal has words, and beside a field too', () => {
  i18n.load('si', {});
  i18n.activate('si');
  expect(CODES.length).toBeGreaterThan(80);
  expect(CODES.filter((code) => !TOLD_NOBODY.includes(code) && (!inOwnWords(code) || !besideField(code)))).toEqual([]);
});

test('in English the server says itself what it knows better', () => {
  expect([inOwnWords('times_invalid'), besideField('busy'), inOwnWords('busy')]).toEqual([undefined, undefined, 'The server is busy. Try again in a moment.']);
});

test('a request that is closed is told to either side: one of them cannot ask anew', () => {
  expect(['request_closed', 'too_many_proposals'].map(inOwnWords)).toEqual(['This request is closed already.', 'Times were proposed often enough for this request.']);
});
