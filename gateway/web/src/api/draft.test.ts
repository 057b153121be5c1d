import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draftAt } from './draft.ts';
import { draftKey, draftsOf } from './written.ts';

let stored: Map<string, string>;
const page = new EventTarget();
const key = draftKey('nimal', 'maths');

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('window', page);
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => stored.get(k) ?? null, setItem: (k: string, v: string) => stored.set(k, v), removeItem: (k: string) => stored.delete(k),
    key: (n: number) => [...stored.keys()][n] ?? null, get length() { return stored.size; },
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Another tab changes what is kept. */
function elsewhere(key: string, text: string | null): void {
  if (text === null) stored.delete(key);
  else stored.set(key, text);
  page.dispatchEvent(Object.assign(new Event('storage'), { key }));
}

test('what is written is there again at the next visit, and is gone with the last letter', () => {
  draftAt(key).write('Good morning');
  expect([draftAt(key).read(), draftsOf('nimal').length]).toEqual(['Good morning', 1]);
  draftAt(key).write('');
  expect([draftAt(key).read(), draftsOf('nimal').length]).toEqual(['', 0]);
});

test('what is sent in another tab is in no field of this one any more', () => {
  const draft = draftAt(key);
  const seen: string[] = [];
  const stop = draft.subscribe(() => seen.push(draft.read()));
  draft.write('Good morning');
  elsewhere(draftKey('nimal', 'physics'), 'Not this one');
  elsewhere(key, null);
  expect(seen).toEqual(['Good morning', '']);
  stop();
  elsewhere(key, 'Unheard');
  draft.write('');
  expect(seen).toHaveLength(2);
});
