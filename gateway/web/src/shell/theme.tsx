import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Icon } from '../ui/icon.tsx';
import { setTheme, useTheme, type Theme } from '../ui/theme.ts';
import css from './frame.module.css';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const WORDS: Record<Theme, MessageDescriptor> = { system: msg`Theme: as the system`, light: msg`Theme: light`, dark: msg`Theme: dark` };

export const themeName = (theme: Theme): string => i18n._(WORDS[theme]);

export function ThemeButton() {
  const theme = useTheme();
  return <button type="button" className={css.item} onClick={() => setTheme(NEXT[theme])}><Icon name="theme" /><span>{themeName(theme)}</span></button>;
}
