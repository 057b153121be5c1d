import { useCallback, useState, useSyncExternalStore } from 'react';
import type { Channel } from '@lyceum/sdk';
import type { Log } from './log.ts';
import { onReturn, unreadIn, type Found } from './unread.ts';

type Place = {
  /** The log is of now. */
  isOfNow: boolean;
  /** The newest message when one began to read further up; null at the end. */
  newestSeen: number | null;
};

/** Where the unread line stands, fixed until one looks away and comes back, and whether it is so far above that a way leads there. */
export function useUnreadLine(channel: Channel | undefined, log: Log | undefined, me: string, { isOfNow, newestSeen }: Place, loadBackTo: (position: number) => Promise<void>) {
  const [found, setFound] = useState<Found | null>(null);
  const [far, setFar] = useState(false);
  const [going, setGoing] = useState(false);
  /** All up to there was seen before one looked away. */
  const [left, setLeft] = useState<number | null>(null);
  const [opened, setOpened] = useState<number>();
  const visible = useVisible();
  const here = visible && isOfNow;
  const [wasHere, setWasHere] = useState(here);
  if (found === null && channel && log) {
    const now = { read: channel.read, unread: channel.unread, head: log.head };
    setFound(now);
    setFar(!unreadIn(log, now, me).placed);
    setOpened(log.head);
    if (!visible) setLeft(now.read);
  }
  if (here !== wasHere && found && log) {
    setWasHere(here);
    // who was on the way to the first of the last time still is
    if (!here) setLeft((before) => before ?? (far ? found.read : newestSeen ?? log.head));
    const now = here && left !== null && onReturn(log, found, left, me);
    if (here) setLeft(null);
    if (now) {
      setFound(now);
      // below, another way leads to the end
      setFar(newestSeen === null);
    }
  }
  const unread = unreadIn(log, found, me);
  const go = async (): Promise<void> => {
    await loadBackTo(found?.read ?? 0);
    setGoing(true);
  };
  const seen = useCallback(() => {
    setFar(false);
    setGoing(false);
  }, []);
  return { unread, opened, far: far && unread.count > 0, go, line: { from: unread.from, going, seen } };
}

function useVisible(): boolean {
  return useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
}

function onVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}
