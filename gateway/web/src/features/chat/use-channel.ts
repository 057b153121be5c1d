import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { listMessages, markRead, type Channel } from '@lyceum/sdk';
import { renew } from '../../api/renew.ts';
import { realtime } from '../../realtime/index.ts';
import { watchDelay } from './delay.ts';
import { apply, caughtUp, logKey, newest, withEarlier, withMessage, type Heard, type Log } from './log.ts';
import { channelOf, heardRead, showRead } from './read.ts';
import { reaches } from './unread.ts';
import { useOutbox } from './use-outbox.ts';

const PAGE = 50;
/** The most that the server gives at once. */
const LARGEST_PAGE = 100;
const TYPING_MS = 6000;

/** A channel as it is now: its card, its messages, and what is on the way. */
export function useChannel(id: string) {
  const queries = useQueryClient();
  const channel = useQuery(channelOf(id));
  /** Since the fetch that is under way began. */
  const heard = useRef<Heard[] | null>(null);
  const log = useQuery({
    queryKey: logKey(id),
    queryFn: async ({ signal }) => {
      const meanwhile: Heard[] = [];
      heard.current = meanwhile;
      const page = await listMessages({ path: { id }, query: { limit: PAGE }, signal });
      if (heard.current === meanwhile) heard.current = null;
      return caughtUp(newest(page, queries.getQueryData<Log>(logKey(id))), meanwhile);
    },
  });
  const { outbox, outgoing } = useOutbox(id, (message) => queries.setQueryData<Log>(logKey(id), (now) => now && withMessage(now, message)));
  const [online, setOnline] = useState<string[]>([]);
  /** The log is of now once it reaches so far. */
  const [owed, setOwed] = useState(Infinity);
  const [delayed, setDelayed] = useState(false);

  useEffect(() => {
    const owe = (head: number): void => setOwed(realtime.status === 'open' ? head : Infinity);
    const refetch = (): void => {
      owe(Infinity);
      void renew(queries, logKey(id)).then(() => owe(0));
    };
    // at once, that is before what comes late is shown: until then one has seen what there was
    const delay = watchDelay((now) => (now ? flushSync(() => setDelayed(true)) : setDelayed(false)));
    const unsubscribe = realtime.subscribe(`channel:${id}`, {
      event: (event, position) => {
        if (event.kind === 'message_posted') delay.came(event.message.sent_at);
        heard.current?.push({ event, position });
        const known = queries.getQueryData<Log>(logKey(id));
        if (known) queries.setQueryData<Log>(logKey(id), apply(known, event, position));
        else refetch();
      },
      gap: refetch,
      joined: (head) => {
        const known = queries.getQueryData<Log>(logKey(id));
        if (known?.head === head) owe(head);
        else refetch();
      },
      rejoined: owe,
      online: setOnline,
    });
    const stops = [unsubscribe, delay.stop, realtime.onReopened(() => outbox.retry()), realtime.onStatus(() => realtime.status !== 'open' && owe(Infinity))];
    if (outbox.snapshot().length > 0) outbox.retry();
    return () => {
      for (const stop of stops) stop();
    };
  }, [id, queries, outbox]);

  const messages = log.data?.messages;
  useEffect(() => {
    if (messages) outbox.settle(new Set(messages.map((message) => message.client_id ?? '')));
  }, [messages, outbox]);

  const loadEarlier = async (limit = PAGE): Promise<void> => {
    const before = queries.getQueryData<Log>(logKey(id))?.earlier;
    if (before == null) return;
    const page = await listMessages({ path: { id }, query: { before, limit } });
    queries.setQueryData<Log>(logKey(id), (now) => now && withEarlier(now, page));
  };
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  /** All that came behind that position, as long as somebody waits for it. */
  const loadBackTo = async (position: number): Promise<void> => {
    for (let log = queries.getQueryData<Log>(logKey(id)); here.current && log && !reaches(log, position); log = queries.getQueryData<Log>(logKey(id))) await loadEarlier(LARGEST_PAGE);
  };
  return { channel, log, isOfNow: (log.data?.head ?? -1) >= owed && !delayed, delayed, outbox, outgoing, online, loadEarlier, loadBackTo };
}

/** Who is writing now. */
export function useTyping(id: string, me: string): string[] {
  const [users, setUsers] = useState<string[]>([]);
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const stop = realtime.onFrame((frame) => {
      if (frame.type !== 'typing' || frame.channel !== id || frame.user === me) return;
      clearTimeout(timers.get(frame.user));
      if (frame.typing === false) timers.delete(frame.user);
      else timers.set(frame.user, setTimeout(() => { timers.delete(frame.user); setUsers([...timers.keys()]); }, TYPING_MS));
      setUsers([...timers.keys()]);
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [id, me]);
  return users;
}

/** Keeps what the channel's card says of who has read how far; what was read while there was no connection is not told again. */
export function useReadBy(id: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stops = [
      realtime.onFrame((frame) => {
        if (frame.type === 'read' && frame.channel === id) queries.setQueryData<Channel>(['channel', id], (card) => card && heardRead(card, frame.user, frame.position));
      }),
      realtime.onReopened(() => void renew(queries, ['channel', id])),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [id, queries]);
}

/** Says that all up to `position` was seen, here and to the others. */
export function sayRead(queries: QueryClient, id: string, position: number): void {
  if (!realtime.send({ type: 'read', channel: id, position })) void markRead({ path: { id }, body: { position } }).catch(() => {});
  showRead(queries, id, position);
}
