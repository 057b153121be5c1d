import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import type { ReactNode } from 'react';
import { useLanguage } from '../ui/language.ts';

/** Another language draws everything below anew: words are looked up where they are used, and nothing follows them one by one. */
export function Worded({ children }: { children: ReactNode }) {
  return <I18nProvider key={useLanguage()} i18n={i18n}>{children}</I18nProvider>;
}
