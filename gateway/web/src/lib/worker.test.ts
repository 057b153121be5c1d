import { expect, test, vi } from 'vitest';
import { keepShell } from './worker.ts';

const browser = (register: (url: unknown, how: object) => Promise<void>): Navigator => ({ serviceWorker: { register } }) as unknown as Navigator;

test('the worker is asked for by the one address that the policy lets through, past every cache', async () => {
  const register = vi.fn<(url: unknown, how: object) => Promise<void>>(async () => {});
  await keepShell(browser(register), undefined);
  expect(register).toHaveBeenLastCalledWith('/worker.js', { updateViaCache: 'none' });
  const types = { createPolicy: (name: string, { createScriptURL }: { createScriptURL: () => string }) => ({ createScriptURL: () => ({ name, url: createScriptURL() }) }) };
  await keepShell(browser(register), types);
  expect(register).toHaveBeenLastCalledWith({ name: 'worker', url: '/worker.js' }, { updateViaCache: 'none' });
});

test.each([
  ['without https', {} as Navigator],
  ['where the browser refuses', browser(() => Promise.reject(new DOMException('denied', 'SecurityError')))],
  ['where the page may not even ask', { get serviceWorker(): never { throw new DOMException('denied', 'SecurityError'); } } as unknown as Navigator],
])('%s the console stands without it', async (_, browser) => {
  await expect(keepShell(browser, undefined)).resolves.toBeUndefined();
});
