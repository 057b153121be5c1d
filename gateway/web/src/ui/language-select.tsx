import { t } from '@lingui/core/macro';
import { useEffect } from 'react';
import { Select } from './field.tsx';
import { LANGUAGES, setLanguage, useLanguage, type Language } from './language.ts';
import { refuse } from './toasts.ts';

const NAME = 'language';
/** Another language draws the whole page again; who chose it here stays here. */
let choosing = false;

export function LanguageSelect() {
  const language = useLanguage();
  useEffect(() => {
    if (choosing) document.querySelector<HTMLSelectElement>(`select[name=${NAME}]`)?.focus();
    choosing = false;
  }, []);
  const choose = (next: Language): void => {
    choosing = true;
    setLanguage(next).catch((error: unknown) => {
      choosing = false;
      refuse(error);
    });
  };
  return (
    <Select label={t`Language`} name={NAME} value={language} onChange={(event) => choose(event.target.value as Language)}>
      {Object.entries(LANGUAGES).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
    </Select>
  );
}
