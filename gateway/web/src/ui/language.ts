import { i18n, type Messages } from '@lingui/core';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { kept } from '../lib/kept.ts';

/** Each by its own name: whoever looks for it may read no other. */
export const LANGUAGES = { en: 'English', si: 'සිංහල' } as const;

export type Language = keyof typeof LANGUAGES;

const KEPT = 'lyceum.language';

const CATALOGUES: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import('../locales/en.po'),
  si: () => import('../locales/si.po'),
};

const store = createStore<{ language: Language }>(() => ({ language: 'en' }));

export const useLanguage = (): Language => useStore(store, (s) => s.language);

const known = (tag: string | null): Language | undefined => (Object.keys(LANGUAGES) as Language[]).find((language) => language === tag?.split('-')[0]);

/** The language chosen on this device; else the first that this browser's owner reads and the console speaks. */
export function preferred(kept: string | null, wanted: readonly string[]): Language {
  return known(kept) ?? wanted.map(known).find(Boolean) ?? 'en';
}

async function speak(language: Language): Promise<void> {
  const { messages } = await CATALOGUES[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
  store.setState({ language });
}

export async function setLanguage(language: Language): Promise<void> {
  await speak(language);
  kept.setItem(KEPT, language);
}

/** Before the first paint. Another tab's choice waits for the next load: to draw a page anew would end its call. */
export const startLanguage = (): Promise<void> => speak(preferred(kept.getItem(KEPT), navigator.languages));
