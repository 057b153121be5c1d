import { t } from '@lingui/core/macro';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import css from './dialog.module.css';
import { Icon } from './icon.tsx';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** The platform's modal dialog: it keeps the focus inside, makes the rest inert, and gives the focus back. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        <Button look="quiet" small aria-label={t`Close`} onClick={onClose}><Icon name="close" /></Button>
      </header>
      {children}
    </dialog>
  );
}
