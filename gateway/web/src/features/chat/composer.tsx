import { t } from '@lingui/core/macro';
import { useRef, type KeyboardEvent } from 'react';
import { useDraft } from '../../api/draft.ts';
import { realtime } from '../../realtime/index.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import css from './chat.module.css';
import { Growing } from './growing.tsx';
import { TooLong } from './too-long.tsx';
import { maySend, sends, tooLongBy } from './writing.ts';

const TYPING_EVERY_MS = 2000;

export function Composer({ id, closed, send }: { id: string; closed: boolean; send: (text: string) => void }) {
  const [text, write] = useDraft(id);
  const said = useRef(0);
  const change = (next: string): void => {
    write(next);
    if (next ? Date.now() - said.current > TYPING_EVERY_MS : said.current > 0) {
      said.current = next ? Date.now() : 0;
      realtime.send({ type: 'typing', channel: id, typing: next !== '' });
    }
  };
  const submit = (): void => {
    if (!maySend(text)) return;
    send(text.trim());
    change('');
  };
  const key = (event: KeyboardEvent): void => {
    if (!sends(event)) return;
    event.preventDefault();
    submit();
  };
  if (closed) return <p className={css.closed}>{t`This conversation is closed. You can still read it.`}</p>;
  return (
    <form className={css.composer} aria-label={t`Write a message`} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TooLong text={text} />
      <Growing
        aria-label={t`Message`} dir="auto" value={text} aria-invalid={tooLongBy(text) > 0 || undefined} placeholder={t`Write a message`}
        onChange={(event) => change(event.target.value)} onKeyDown={key}
      />
      {/* the focus stays in the field: a phone's keyboard would close after every message */}
      <Button type="submit" look="primary" aria-label={t`Send`} onMouseDown={(event) => event.preventDefault()}><Icon name="send" /></Button>
    </form>
  );
}
