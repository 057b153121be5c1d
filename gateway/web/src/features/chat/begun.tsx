import { t } from '@lingui/core/macro';
import type { MouseEvent } from 'react';
import type { Message } from '@lyceum/sdk';
import { useUnsaved } from '../../api/draft.ts';
import { Button } from '../../ui/button.tsx';
import css from './chat.module.css';

/** A change of a message that somebody began over its `text` and did not save. */
export const useEdit = (channel: string, position: number, text: string) => useUnsaved(`edit ${channel} ${position}`, text);

/** Says in a message's row that its change is begun, and leads back to it or throws it away. */
export function Begun({ channel, message, edit }: { channel: string; message: Message; edit: () => void }) {
  const { field, written, settle } = useEdit(channel, message.position, message.text ?? '');
  if (!written || field.value === message.text) return null;
  const drop = ({ currentTarget }: MouseEvent): void => {
    // the button goes, and the focus with it
    currentTarget.closest('article')?.focus();
    settle();
  };
  return (
    <div className={css.held}>
      <p>{t`You began to change this. It is not saved.`}</p>
      <Button small onClick={edit}>{t`Go on`}</Button>
      <Button small look="quiet" onClick={drop}>{t`Discard`}</Button>
    </div>
  );
}
