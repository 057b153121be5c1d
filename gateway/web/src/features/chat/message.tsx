import { t } from '@lingui/core/macro';
import { memo, useEffect, useRef, useState } from 'react';
import type { Message } from '@lyceum/sdk';
import { cx } from '../../lib/cx.ts';
import { day, dayAndTime, timeOfDay, zoneName } from '../../lib/time.ts';
import { number } from '../../lib/words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Begun } from './begun.tsx';
import css from './chat.module.css';
import { Edit } from './edit.tsx';
import { editOf, useOpened } from './opened.ts';
import { Said } from './said.tsx';
import { useMessage } from './use-message.ts';

const EMOJI = ['👍', '❤️', '😄', '🎉', '🤔'];
const TOGETHER_MS = 5 * 60_000;

type Props = {
  channel: string;
  message: Message;
  me: string;
  before: Message | undefined;
  /** Told that the unread line, which stands above it, is in sight. */
  lineSeen: (() => void) | null;
  online: boolean;
  /** Its place among all that are loaded, of which the page has only some. */
  nth: number;
  of: number;
};

export const MessageRow = memo(function MessageRow({ channel, message, me, before, lineSeen, online, nth, of }: Props) {
  const [editing, setEditing] = useOpened(editOf(message.position));
  const [picking, setPicking] = useOpened(`react ${message.position}`);
  /** Here, and not before the row was out of sight. */
  const [removed, setRemoved] = useState(false);
  const mine = message.author.id === me;
  const at = new Date(message.sent_at);
  const newDay = !before || day(new Date(before.sent_at)) !== day(at);
  const together = !newDay && !lineSeen && before.author.id === message.author.id && at.getTime() - Date.parse(before.sent_at) < TOGETHER_MS;
  const { react, save, remove, undo, leaving } = useMessage(channel, message, me);
  const time = <time dateTime={message.sent_at} title={`${dayAndTime(at)} ${zoneName(at)}`}>{timeOfDay(at)}</time>;
  const about = `${message.author.display_name}, ${timeOfDay(at)}`;
  return (
    <>
      {newDay && <p className={css.day}>{day(at)}</p>}
      {lineSeen && <UnreadLine seen={lineSeen} />}
      <article className={cx(css.message, together && css.together)} aria-label={about} aria-posinset={nth} aria-setsize={of} tabIndex={-1}>
        {together
          ? <span className={css.at} data-again={timeOfDay(new Date(before.sent_at)) === timeOfDay(at)}>{time}</span>
          : <span><Avatar size="small" name={message.author.display_name} picture={message.author.picture_url} online={online} /></span>}
        <div className={css.body}>
          {!together && <p className={css.who}><strong dir="auto">{message.author.display_name}</strong> {time}</p>}
          {editing ? (
            <Edit channel={channel} message={message} close={() => setEditing(false)} save={save} />
          ) : leaving || message.deleted || message.text === null ? (
            <p className={css.deleted}>{leaving ? t`The message is deleted in a moment.` : t`Message deleted`} {leaving && <Button small autoFocus={removed} onClick={(event) => { event.currentTarget.closest('article')?.focus(); undo(); }}>{t`Undo`}</Button>}</p>
          ) : (
            <Said of={message.position} text={message.text ?? ''}>{message.edited_at && <small> {t`(edited)`}</small>}</Said>
          )}
          {mine && !leaving && !editing && <Begun channel={channel} message={message} edit={() => setEditing(true)} />}
          {!leaving && message.reactions.length > 0 && (
            <div className={css.reactions}>
              {message.reactions.map((r) => (
                <button
                  key={r.emoji} type="button" aria-pressed={r.users.includes(me)} aria-label={`${r.emoji} ${number(r.users.length)}`} onClick={() => react(r.emoji)}
                >{r.emoji} {number(r.users.length)}</button>
              ))}
            </div>
          )}
          {!leaving && picking && <Picker pick={(emoji) => { setPicking(false); react(emoji); }} />}
        </div>
        {!leaving && !message.deleted && !editing && (
          <div className={css.tools} role="group" aria-label={t`Message of ${about}`}>
            <button type="button" aria-label={t`React`} aria-expanded={picking} onClick={() => setPicking(!picking)}><Icon name="smile" size={16} /></button>
            {mine && <button type="button" aria-label={t`Edit message`} onClick={() => setEditing(true)}><Icon name="edit" size={16} /></button>}
            {mine && <button type="button" aria-label={t`Delete message`} onClick={() => { setRemoved(true); remove(); }}><Icon name="trash" size={16} /></button>}
          </div>
        )}
      </article>
    </>
  );
});

function UnreadLine({ seen }: { seen: () => void }) {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const watch = new IntersectionObserver((told) => told.some(({ isIntersecting }) => isIntersecting) && seen());
    if (line.current) watch.observe(line.current);
    return () => watch.disconnect();
  }, [seen]);
  return <p ref={line} className={css.unread}>{t`New messages`}</p>;
}

/** It may open below what is in sight, where nobody sees that it did. */
function Picker({ pick }: { pick: (emoji: string) => void }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    row.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={row} className={css.reactions}>
      {EMOJI.map((emoji) => <button key={emoji} type="button" aria-label={t`React with ${emoji}`} onClick={() => pick(emoji)}>{emoji}</button>)}
    </div>
  );
}
