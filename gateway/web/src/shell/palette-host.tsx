import { t } from '@lingui/core/macro';
import { lazy, Suspense, useEffect } from 'react';
import { useStore } from 'zustand';
import { isWriting, withControl } from '../lib/keyboard.ts';
import { Icon } from '../ui/icon.tsx';
import { openPalette, palette } from '../ui/palette.ts';
import css from './frame.module.css';
import { whenThere } from './replaced.ts';

const load = () => import('./palette/palette.tsx');
const Palette = lazy(() => whenThere(load));

/** Ctrl+K or ⌘K finds everything, `?` names the keys; not over another dialog, which wants an answer first. */
export function PaletteHost() {
  const open = useStore(palette, (s) => s.open);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const find = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k';
      const keys = event.key === '?' && !event.ctrlKey && !event.metaKey && !isWriting(event.target);
      if (!find && !keys) return;
      // the browser's own search stays away from the console's
      event.preventDefault();
      if (palette.getState().open) openPalette(null);
      else if (!document.querySelector('dialog[open]')) openPalette(find ? 'find' : 'keys');
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
      openPalette(null);
    };
  }, []);
  return open && <Suspense fallback={null}><Palette open={open} /></Suspense>;
}

export function FindButton() {
  const ahead = (): void => void load().catch(() => {});
  return (
    <button type="button" className={css.find} aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" onClick={() => openPalette('find')} onPointerEnter={ahead} onFocus={ahead}>
      <Icon name="search" /><span>{t`Find`}</span><kbd aria-hidden>{withControl('K')}</kbd>
    </button>
  );
}
