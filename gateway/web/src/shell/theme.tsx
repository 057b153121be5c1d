import { useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import css from './frame.module.css';

type Theme = 'system' | 'light' | 'dark';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const WORDS: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem('lyceum.theme') as Theme | null) ?? 'system');
  const turn = (): void => {
    const next = NEXT[theme];
    setTheme(next);
    if (next === 'system') {
      localStorage.removeItem('lyceum.theme');
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem('lyceum.theme', next);
      document.documentElement.dataset.theme = next;
    }
  };
  return <button type="button" className={css.item} onClick={turn}><Icon name="theme" /><span>Theme: {WORDS[theme]}</span></button>;
}
