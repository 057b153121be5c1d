import { t, plural } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect } from 'react';
import { useMe } from '../../api/me.ts';
import { joined } from '../../lib/words.ts';
import { useConnected } from '../../realtime/connected.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Failed, Skeleton } from '../../ui/loading.tsx';
import css from './chat.module.css';
import { Above } from './above.tsx';
import { Arrived } from './arrived.tsx';
import { Composer } from './composer.tsx';
import { Messages } from './messages.tsx';
import { OutgoingRow } from './outgoing.tsx';
import { seenBy } from './read.ts';
import { sayRead, useChannel, useReadBy, useTyping } from './use-channel.ts';
import { useEnd } from './use-end.ts';
import { useUnreadLine } from './use-unread-line.ts';

/** A channel's messages and the field to write in; fills the height it is given. */
export function Conversation({ id }: { id: string }) {
  const me = useMe();
  const queries = useQueryClient();
  const { channel, log, isOfNow, delayed, outbox, outgoing, online, loadEarlier, loadBackTo } = useChannel(id);
  const connected = useConnected();
  const typing = useTyping(id, me.id);
  const members = channel.data?.members ?? [];
  useReadBy(id);
  const messages = log.data?.messages ?? [];
  const known = new Set(messages.map((m) => m.client_id).filter(Boolean));
  const waiting = outgoing.filter((one) => !known.has(one.client_id));
  // one at a time: what holds the first up holds up all behind it
  const held = waiting.findIndex((one) => one.held);
  const first = messages[0]?.position;
  const last = messages.at(-1)?.position;
  const following = useEnd(last);
  const { box: scroller, end, newestSeen, toEnd } = following;
  const { unread, opened, far, go, line } = useUnreadLine(channel.data, log.data, me.id, { isOfNow, newestSeen }, loadBackTo);
  const up = newestSeen !== null;

  const below = up ? messages.filter((m) => m.position > newestSeen && m.author.id !== me.id).length : 0;
  const isSeen = waiting.length === 0 && last !== undefined && messages.at(-1)?.author.id === me.id && seenBy(channel.data) >= last;

  useLayoutEffect(() => {
    if (scroller.current) end.keep(scroller.current);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- they are when the height changes
  }, [end, scroller, first, last, waiting.length, isSeen, line.from]);

  useEffect(() => {
    if (last === undefined || up || delayed) return;
    const seen = (): void => {
      if (document.visibilityState !== 'visible' || !end.at) return;
      sayRead(queries, id, last);
    };
    const timer = setTimeout(seen, 300);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [delayed, end, id, last, queries, up]);

  const earlier = async (): Promise<void> => {
    end.leave();
    await loadEarlier();
  };
  const toUnread = (): Promise<void> => {
    end.leave();
    return go();
  };
  const down = (): void => {
    toEnd();
    // the button goes, and the focus with it
    scroller.current?.focus({ preventScroll: true });
  };
  const send = (text: string): void => {
    toEnd();
    // who answers has read
    if (last !== undefined) sayRead(queries, id, last);
    outbox.send(text);
  };
  const names = typing.map((user) => members.find((m) => m.id === user)?.display_name ?? t`Somebody`);
  const who = joined(names);
  return (
    <div className={css.conversation}>
      <Messages
        channel={id} messages={messages} me={me.id} earlier={log.data?.earlier != null ? earlier : null} line={line} online={connected ? online : []} end={following}
        none={
          <>
            {log.isPending && <Skeleton refused={log.failureReason} />}
            {log.isError && !log.data && <Failed error={log.error} retry={() => void log.refetch()} />}
            {log.data && messages.length === 0 && waiting.length === 0 && <p className={css.hello}>{t`No messages yet. Say hello.`}</p>}
          </>
        }
      >
        {isSeen && <p className={css.seen}>{t`Seen`}</p>}
        {waiting.map((one, index) => <OutgoingRow key={one.client_id} outgoing={one} behind={held >= 0 && index > held} retry={() => outbox.retry()} drop={() => outbox.drop(one.client_id)} />)}
      </Messages>
      <Arrived messages={messages} after={opened} me={me.id} />
      {far && <Above unread={unread} go={toUnread} />}
      {below > 0 && (
        <div className={css.below}><Button small look="primary" onClick={down}>{plural(below, { one: '# new message', other: '# new messages' })} <Icon name="down" size={16} /></Button></div>
      )}
      <p className={css.typing} role="status">{names.length > 0 && plural(names.length, { one: `${who} is typing…`, other: `${who} are typing…` })}</p>
      <Composer id={id} closed={channel.data?.closed ?? false} send={send} />
    </div>
  );
}
