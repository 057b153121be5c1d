import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Message } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { Outbox, type Outgoing } from './outbox.ts';

/** What was written in a channel and is not yet acknowledged, as it is now, whoever in this browser works on it. */
export function useOutbox(channel: string, posted: (message: Message) => void = () => {}): { outbox: Outbox; outgoing: Outgoing[] } {
  const { id: me } = useMe();
  const [outbox] = useState(() => new Outbox(channel, me, posted));
  const outgoing = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  useEffect(() => {
    window.addEventListener('storage', outbox.stored);
    return () => window.removeEventListener('storage', outbox.stored);
  }, [outbox]);
  return { outbox, outgoing };
}
