import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

const refuse = (): never => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};

test('a page that may keep nothing comes up: nobody is signed in, nothing is written, and what is chosen is remembered meanwhile', async () => {
  vi.stubGlobal('localStorage', new Proxy({}, { get: refuse }));
  vi.stubGlobal('navigator', { languages: ['en'] });
  vi.stubGlobal('document', { documentElement: { dataset: {} } });
  const { lastSlug, mayBeSignedIn } = await import('./api/session.ts');
  const { draftsOf } = await import('./api/written.ts');
  const { remember, remembered } = await import('./call/devices.ts');
  const { setLanguage, startLanguage } = await import('./ui/language.ts');
  const { setTheme } = await import('./ui/theme.ts');
  remember({ camera: 'desk' });
  setTheme('dark');
  await setLanguage('en');
  await startLanguage();
  expect([mayBeSignedIn(), lastSlug(), draftsOf('nimal'), remembered(), document.documentElement.lang]).toEqual([false, null, [], { camera: 'desk' }, 'en']);
}, 60_000);
