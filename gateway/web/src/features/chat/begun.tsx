import { t } from '@lingui/core/macro';
import type { MouseEvent } from 'react';
import type { Message } from '@lyceum/sdk';
import { useDraft } from '../../api/draft.ts';
import { Button } from '../../ui/button.tsx';
import css from './chat.module.css';

/** What somebody wrote in a change of a message and did not save. */
export const useEditDraft = (channel: string, position: number) => useDraft(`edit ${channel} ${position}`);

/** Says in a message's row that its change is begun, and leads back to it or throws it away. */
export function Begun({ channel, message, edit }: { channel: string; message: Message; edit: () => void }) {
  const [draft, keep] = useEditDraft(channel, message.position);
  if (!draft || draft === message.text) return null;
  const drop = ({ currentTarget }: MouseEvent): void => {
    // the button goes, and the focus with it
    currentTarget.closest('article')?.focus();
    keep('');
  };
  return (
    <div className={css.held}>
      <p>{t`You began to change this. It is not saved.`}</p>
      <Button small onClick={edit}>{t`Go on`}</Button>
      <Button small look="quiet" onClick={drop}>{t`Discard`}</Button>
    </div>
  );
}
