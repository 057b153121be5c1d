import { t } from '@lingui/core/macro';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Message } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { explain } from '../../api/words.ts';
import { Again } from '../../ui/again.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useEditDraft } from './begun.tsx';
import css from './chat.module.css';
import { Growing } from './growing.tsx';
import { TooLong } from './too-long.tsx';
import { maySend, sends, tooLongBy } from './writing.ts';

type Props = { channel: string; message: Message; save: (text: string) => Promise<void>; close: () => void };

/**
 * Changes a message. What is written stays in the field until the server has it, and on this device when the field is left by Escape or the page
 * by whatever way: the next time it goes on from there. Cancel throws it away.
 */
export function Edit({ channel, message, save, close }: Props) {
  const text = message.text ?? '';
  const [draft, keep] = useEditDraft(channel, message.position);
  const [value, setValue] = useState(draft || text);
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
    keep('');
    leave();
  };
  const { mutate, isPending, error } = useWrite({ run: save, done: drop });
  const change = (next: string): void => {
    setValue(next);
    keep(next === text ? '' : next);
  };
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (maySend(value) && !message.deleted && !isPending) mutate(value.trim());
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') leave();
    else if (sends(event)) submit(event);
  };
  return (
    <form ref={form} className={css.edit} onSubmit={submit}>
      <Growing
        aria-label={t`Edit message`} autoFocus value={value} dir="auto" readOnly={isPending} aria-invalid={tooLongBy(value) > 0 || undefined}
        onChange={(event) => change(event.target.value)} onKeyDown={key}
      />
      <TooLong text={value} />
      {message.deleted && <Notice tone="warn">{t`The message was deleted meanwhile. Copy what you wrote here to send it anew.`}</Notice>}
      {error && !message.deleted && <Notice tone="bad">{explain(error)}<Again error={error} /></Notice>}
      {!message.deleted && <Button small type="submit" look="primary" busy={isPending}>{t`Save`}</Button>}
      <Button small onClick={drop}>{t({ message: 'Cancel', context: 'leave as it is' })}</Button>
    </form>
  );
}
