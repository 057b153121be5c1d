import { useEffect, useLayoutEffect, useReducer, useState, type ReactNode } from 'react';
import { t } from '@lingui/core/macro';
import type { Message } from '@lyceum/sdk';
import css from './chat.module.css';
import { Earlier } from './earlier.tsx';
import { MessageRow } from './message.tsx';
import { editedIn, Opened } from './opened.ts';
import { useRows } from './rows.ts';
import { heldBy, selectedIn } from './selection.ts';
import { useCopying } from './use-copying.ts';
import type { useEnd } from './use-end.ts';

type Props = {
  channel: string;
  messages: Message[];
  me: string;
  /** The way to what was said before, where there is more. */
  earlier: (() => Promise<void>) | null;
  /** The unread line: the message below it, whether somebody is on their way there, and who is told that it is in sight. */
  line: { from: number | undefined; going: boolean; seen: () => void };
  online: string[];
  end: ReturnType<typeof useEnd>;
  /** In place of messages, while there are none. */
  none: ReactNode;
  /** Below the newest. */
  children: ReactNode;
};

/**
 * The messages of a channel, of which the page has those in sight. It is no live region: what is scrolled into sight would be read out as if it
 * were new.
 */
export function Messages({ channel, messages, me, earlier, line, online, end: { box, content, end, onScroll }, none, children }: Props) {
  const [opened] = useState(() => new Set<string>());
  const [, follow] = useReducer((focused: number) => focused + 1, 0);
  useEffect(() => {
    const inner = content.current;
    // drawn before the next press of a key, which may come before the frame that a scroll waits for
    inner?.addEventListener('focusin', follow);
    return () => inner?.removeEventListener('focusin', follow);
  }, [content]);
  const kept = (): number[] => {
    const focused = content.current?.contains(document.activeElement) ? document.activeElement?.closest<HTMLElement>('[data-row]') : null;
    const aim = line.going && line.from !== undefined ? [line.from] : [];
    return [...(focused ? near(messages, Number(focused.dataset.row)) : []), ...aim, ...editedIn(opened), ...heldBy(selectedIn(content.current), messages)];
  };
  const { rows, after, measure } = useRows({ box, content, end, messages, earlier: earlier !== null, kept });
  useLayoutEffect(() => {
    const row = line.going ? content.current?.querySelector(`[data-row="${line.from}"]`) : null;
    if (!row) return;
    end.leave();
    row.scrollIntoView({ block: 'start' });
    row.querySelector('article')?.focus({ preventScroll: true });
  }, [content, end, line.going, line.from]);
  useCopying(box, content, messages);
  return (
    <div ref={box} className={css.scroller} role="log" aria-live="off" aria-label={t`Messages`} tabIndex={0} onScroll={onScroll}>
      <div ref={content} className={css.content}>
        {none}
        <div className={css.rows} style={{ paddingBottom: after }}>
          {rows.map(({ key, index, at, skipped }) => {
            const message = messages[at];
            return (
              <div key={key} ref={measure} data-index={index} data-row={key} className={css.row} style={{ marginTop: skipped }}>
                {message ? (
                  <Opened value={opened}>
                    <MessageRow
                      channel={channel} message={message} me={me} before={messages[at - 1]} lineSeen={message.position === line.from ? line.seen : null}
                      online={online.includes(message.author.id)} nth={at + 1} of={messages.length}
                    />
                  </Opened>
                ) : earlier && <Earlier load={earlier} />}
              </div>
            );
          })}
        </div>
        <Opened value={opened}><div className={css.row} data-row="">{children}</div></Opened>
      </div>
    </div>
  );
}

/** Rows to each side of the one with the focus: Tab finds the next one there. */
const NEAR = 3;

function near(messages: Message[], position: number): number[] {
  const at = messages.findIndex((message) => message.position === position);
  return at < 0 ? [position] : messages.slice(Math.max(0, at - NEAR), at + NEAR + 1).map((message) => message.position);
}
