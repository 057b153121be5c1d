import { t } from '@lingui/core/macro';
import type { ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { Button } from '../../ui/button.tsx';
import css from './chat.module.css';
import { isTall } from './fold.ts';
import { Linked } from './linked.tsx';
import { useOpened } from './opened.ts';

/** A message's text; of a tall one the beginning, until somebody wants the whole. */
export function Said({ of, text, className, children }: { of: number | string; text: string; className?: string | undefined; children?: ReactNode }) {
  const [whole, setWhole] = useOpened(`whole ${of}`);
  const tall = isTall(text);
  return (
    <>
      <p className={cx(css.text, tall && !whole && css.folded, className)} dir="auto" data-said><Linked text={text} />{children}</p>
      {tall && <Button small look="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>{whole ? t`Show less` : t`Show all`}</Button>}
    </>
  );
}
