import { t } from '@lingui/core/macro';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Message } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Elsewhere, useToChoose } from '../../ui/elsewhere.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { useEdit } from './begun.tsx';
import css from './chat.module.css';
import { Growing } from './growing.tsx';
import { TooLong } from './too-long.tsx';
import { maySend, sends, tooLongBy } from './writing.ts';

type Props = { channel: string; message: Message; save: (text: string) => Promise<boolean>; close: () => void };

/**
 * Changes a message. What is written stays in the field until the server has it, and on this device when the field is left by Escape or the page
 * by whatever way: the next time it goes on from there. Cancel throws it away.
 */
export function Edit({ channel, message, save, close }: Props) {
  const [opened] = useState(message.text ?? '');
  // a deleted one has none
  const text = message.text ?? opened;
  const begun = useEdit(channel, message.position, text);
  const { value } = begun.field;
  const form = useRef<HTMLFormElement>(null);
  // it is taller than the text was: its buttons too come into sight
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
    // a browser puts who comes to a field before its text
    form.current?.querySelector('textarea')?.setSelectionRange(-1, -1);
  }, []);
  /** The focus goes to the message, where it came from. */
  const leave = (): void => {
    if (form.current?.contains(document.activeElement)) form.current.closest('article')?.focus();
    close();
  };
  const drop = (): void => {
    begun.settle();
    leave();
  };
  const choose = useToChoose(form);
  const { mutate, isPending, error } = useWrite({ run: save, done: (saved) => (saved ? drop() : choose()) });
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (!maySend(value) || message.deleted || isPending) return;
    if (begun.clashes) choose();
    else mutate(value.trim());
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') leave();
    else if (sends(event)) submit(event);
  };
  return (
    <form ref={form} className={css.edit} onSubmit={submit}>
      <Growing
        name="text" aria-label={t`Edit message`} autoFocus {...begun.field} dir="auto" readOnly={isPending} aria-invalid={tooLongBy(value) > 0 || undefined}
        onKeyDown={key}
      />
      <TooLong text={value} />
      {message.deleted && <Notice tone="warn">{t`The message was deleted meanwhile. Copy what you wrote here to send it anew.`}</Notice>}
      {!message.deleted && <Elsewhere name="text" begun={begun} saved={text} />}
      {error && !message.deleted && <Refusal error={error} />}
      {!message.deleted && <Button small type="submit" look="primary" busy={isPending}>{t`Save`}</Button>}
      <Button small onClick={drop}>{t({ message: 'Cancel', context: 'leave as it is' })}</Button>
    </form>
  );
}
