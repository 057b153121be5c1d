import { t } from '@lingui/core/macro';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import css from './dialog.module.css';
import { Icon } from './icon.tsx';

const FIRST = ':is(input:not([readonly]), textarea, select):not(:disabled)';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** The platform's modal dialog: it keeps the focus inside, makes the rest inert, and gives the focus back. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // before it leaves the document: a dialog that is out of it gives no focus back
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // a form begins with its first field, not with the way out of it
    element?.querySelector<HTMLElement>(FIRST)?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className={css.head}>
        <h2 id={id}>{title}</h2>
        <Button look="quiet" small aria-label={t`Close`} onClick={onClose}><Icon name="close" /></Button>
      </div>
      {children}
    </dialog>
  );
}
