import { afterEach, expect, test, vi } from 'vitest';
import { alone } from './alone.ts';
import { kept } from './kept.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  for (const key of kept.keys()) kept.removeItem(key);
});

const refuse = (): never => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};

test('where the browser keeps nothing the page does, as long as it stands', () => {
  vi.stubGlobal('localStorage', new Proxy({}, { get: refuse }));
  expect(kept.getItem('lyceum.draft')).toBeNull();
  kept.setItem('lyceum.draft', 'Good morning');
  expect([kept.getItem('lyceum.draft'), kept.keys(), kept.lasts()]).toEqual(['Good morning', ['lyceum.draft'], false]);
  kept.removeItem('lyceum.draft');
  expect(kept.keys()).toEqual([]);
});

test('what has no room any more is not replaced by what was there before', () => {
  const stored = new Map([['lyceum.draft', 'old']]);
  vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: refuse, removeItem: (key: string) => stored.delete(key), key: () => 'lyceum.draft', length: 1 });
  kept.setItem('lyceum.draft', 'new');
  expect([kept.getItem('lyceum.draft'), kept.keys(), kept.lasts()]).toEqual(['new', ['lyceum.draft'], true]);
  kept.removeItem('lyceum.draft');
  expect(kept.getItem('lyceum.draft')).toBeNull();
});

test('what wants to be alone is done without locks where there are none', async () => {
  vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('Access is denied.', 'SecurityError')) } });
  expect(await alone('refresh', async () => 'done')).toBe('done');
});

test('what went wrong inside a lock is not done twice', async () => {
  const work = vi.fn(() => Promise.reject(new Error('no')));
  vi.stubGlobal('navigator', { locks: { request: (_: string, run: () => Promise<unknown>) => run() } });
  await expect(alone('refresh', work)).rejects.toThrow('no');
  expect(work).toHaveBeenCalledOnce();
});
