import { t } from '@lingui/core/macro';
import { useState, type ReactNode } from 'react';
import { Confirm } from './confirm.tsx';
import { Dialog } from './dialog.tsx';

const isWritten = (dialog: HTMLDialogElement): boolean => [...dialog.querySelectorAll('textarea')].some(({ value, defaultValue }) => value.trim() !== defaultValue.trim());

/** A dialog in which one writes: it asks before Escape or its cross throws that away. */
export function WritingDialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Dialog title={title} onClose={(dialog) => (isWritten(dialog) ? setAsking(true) : close())}>{children}</Dialog>
      {asking && <Confirm title={t`Throw away what you wrote?`} yes={t`Throw away`} onYes={close} onNo={() => setAsking(false)}>{t`It was not sent, and nobody keeps it.`}</Confirm>}
    </>
  );
}
