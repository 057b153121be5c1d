import { Icon } from '../ui/icon.tsx';
import { setTheme, useTheme, type Theme } from '../ui/theme.ts';
import css from './frame.module.css';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const WORDS: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeButton() {
  const theme = useTheme();
  return <button type="button" className={css.item} onClick={() => setTheme(NEXT[theme])}><Icon name="theme" /><span>Theme: {WORDS[theme]}</span></button>;
}
