import { useEffect, type ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { AsOf } from './as-of.tsx';
import css from './page.module.css';

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; narrow?: boolean; children: ReactNode };

/** A page's frame: its heading is the document's title too, and it says from when the page is where that may be long ago. */
export function Page({ title, lead, actions, narrow, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Lyceum`;
  }, [title]);
  return (
    <div className={cx(css.page, narrow && css.narrow)}>
      <header className={css.head}>
        <div>
          <h1 dir="auto">{title}</h1>
          {lead && <p className={css.lead}>{lead}</p>}
          <AsOf />
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Card({ children, as: As = 'section', label, className }: { children: ReactNode; as?: 'section' | 'article' | 'div' | 'li'; label?: string; className?: string }) {
  return <As className={cx(css.card, className)} aria-label={label}>{children}</As>;
}

/** For the link that a card is: wherever one presses the card. */
export const cover = css.cover!;

export function Row({ children, between }: { children: ReactNode; between?: boolean }) {
  return <div className={cx(css.row, between && css.between)}>{children}</div>;
}

export function Stack({ children, as: As = 'div', label }: { children: ReactNode; as?: 'div' | 'ul' | 'ol'; label?: string }) {
  return <As className={css.stack} aria-label={label}>{children}</As>;
}

/** What somebody wrote has the direction of its own letters: `dir="auto"`. */
export function Muted({ children, dir }: { children: ReactNode; dir?: 'auto' }) {
  return <p className={css.muted} dir={dir}>{children}</p>;
}

/** An empty place says why it is empty and offers the first step. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      {children && <p className={css.muted}>{children}</p>}
      {action}
    </div>
  );
}
