import { useCallback, useState } from 'react';
import type { Channel } from '@lyceum/sdk';
import type { Log } from './log.ts';
import { unreadIn, type Found } from './unread.ts';

/** Where the unread line stands, fixed for this visit, and whether it is so far above that a way leads there. */
export function useUnreadLine(channel: Channel | undefined, log: Log | undefined, me: string, loadBackTo: (position: number) => Promise<void>) {
  const [found, setFound] = useState<Found | null>(null);
  const [far, setFar] = useState(false);
  const [going, setGoing] = useState(false);
  if (found === null && channel && log) {
    const now = { read: channel.read, unread: channel.unread, head: log.head };
    setFound(now);
    setFar(!unreadIn(log, now, me).placed);
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
  return { unread, head: found?.head, far: far && unread.count > 0, go, line: { from: unread.from, going, seen } };
}
