import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draftAt, letGo } from './draft.ts';
import { begunWith, chosenWith, draftKey, draftsOf } from './written.ts';

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

test('what was chosen for words that are not written yet is something begun, and is let go with all of it', async () => {
  vi.stubGlobal('navigator', { locks: { request: (_: string, __: object, run: (lock: object) => unknown) => Promise.resolve(run({})) } });
  draftAt(draftKey('nimal', chosenWith('ask maya', 'times'))).write('[]');
  draftAt(draftKey('nimal', chosenWith('ask maya', 'topic'))).write('Calculus');
  expect(draftsOf('nimal')).toEqual(['ask maya']);
  for (const about of ['ask maya', begunWith('ask maya')]) draftAt(draftKey('nimal', about)).write('Good morning');
  expect(draftsOf('nimal')).toEqual(['ask maya']);
  await letGo('nimal', 'ask maya');
  expect([...stored]).toEqual([]);
});
