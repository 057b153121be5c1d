import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { kept } from '../lib/kept.ts';

export type Theme = 'system' | 'light' | 'dark';

const KEPT = 'lyceum.theme';

const store = createStore<{ theme: Theme }>(() => ({ theme: (kept.getItem(KEPT) as Theme | null) ?? 'system' }));

export const useTheme = (): Theme => useStore(store, (s) => s.theme);

/** public/theme.js does the same before the first paint. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') {
    kept.removeItem(KEPT);
    delete document.documentElement.dataset.theme;
  } else {
    kept.setItem(KEPT, theme);
    document.documentElement.dataset.theme = theme;
  }
  store.setState({ theme });
}
