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

const ATKINSON = '1em "Atkinson Hyperlegible Next Variable"';
const SINHALA = '1em "Noto Sans Sinhala"';

/** Fonts that none stands in for wholly, by a text they are asked for: lines would break elsewhere as they came, and a page that was drawn would move. Dates in Sinhala mix both. */
const LETTERS: Record<Language, { text: string; fonts: string[] }> = {
  en: { text: 'A 1', fonts: [ATKINSON] },
  si: { text: 'අ 1', fonts: [ATKINSON, `400 ${SINHALA}`, `600 ${SINHALA}`] },
};
/** A font that does not come by then comes to a page that stands. */
const LETTERS_MS = 1000;

async function letters(language: Language): Promise<void> {
  const { text, fonts } = LETTERS[language];
  const late = new Promise((resolve) => setTimeout(resolve, LETTERS_MS));
  await Promise.race([Promise.allSettled(fonts.map((font) => document.fonts?.load(font, text))), late]);
}

async function speak(language: Language): Promise<void> {
  const [{ messages }] = await Promise.all([CATALOGUES[language](), letters(language)]);
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
