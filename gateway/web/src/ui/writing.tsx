import { t } from '@lingui/core/macro';
import { useState, type ReactNode } from 'react';
import { useHold, type Unsaved } from '../api/draft.ts';
import { Confirm } from './confirm.tsx';
import { Dialog } from './dialog.tsx';

/** A dialog in which one writes `words`, which are kept until they are sent: it asks before Escape or its cross throws them away. */
export function WritingDialog({ title, words: { key, written, settle }, close, children }: { title: string; words: Pick<Unsaved, 'key' | 'written' | 'settle'>; close: () => void; children: ReactNode }) {
  useHold(key);
  const [asking, setAsking] = useState(false);
  const throwAway = (): void => {
    settle();
    close();
  };
  return (
    <>
      <Dialog title={title} onClose={() => (written ? setAsking(true) : close())}>{children}</Dialog>
      {asking && <Confirm title={t`Throw away what you wrote?`} yes={t`Throw away`} onYes={throwAway} onNo={() => setAsking(false)}>{t`It was not sent, and nobody keeps it.`}</Confirm>}
    </>
  );
}
