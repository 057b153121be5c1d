import { t } from '@lingui/core/macro';
import { useId, useLayoutEffect, useRef, type ReactNode, type SyntheticEvent } from 'react';
import { Button } from './button.tsx';
import css from './dialog.module.css';
import { Icon } from './icon.tsx';
import { ToastPlace } from './toast-place.tsx';

const FIRST = ':is(input:not([readonly]), textarea, select):not(:disabled)';

type Props = { title: string; onClose: (dialog: HTMLDialogElement) => void; children: ReactNode };

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
  const cancel = (event: SyntheticEvent<HTMLDialogElement>): void => {
    event.preventDefault();
    if (event.cancelable) onClose(event.currentTarget);
  };
  /** A browser closes it on a second Escape without a question; it goes when the page says so. */
  const closed = ({ currentTarget }: SyntheticEvent<HTMLDialogElement>): void => {
    if (!currentTarget.isConnected || currentTarget.open) return;
    currentTarget.showModal();
    onClose(currentTarget);
  };
  return (
    <dialog ref={dialog} className={css.dialog} aria-labelledby={id} onCancel={cancel} onClose={closed}>
      <div className={css.head}>
        <h2 id={id}>{title}</h2>
        <Button look="quiet" small aria-label={t`Close`} onClick={() => dialog.current && onClose(dialog.current)}><Icon name="close" /></Button>
      </div>
      {children}
      <ToastPlace className={css.toasts} />
    </dialog>
  );
}
