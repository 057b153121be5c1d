import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { session } from '../api/session.ts';
import { useConnected } from '../realtime/connected.ts';
import { realtime } from '../realtime/index.ts';

/** Shorter absences are nobody's business. */
const SHOW_AFTER_MS = 2000;

/** When changes were last heard of, by the server's clock, once that is a while ago; null while they are. A sign-in that ended says so itself. */
export function useAway(): number | null {
  const connected = useConnected();
  const expired = useStore(session, ({ status }) => status === 'expired');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const away = !connected && !expired;
    const timer = setTimeout(() => setLate(away), away ? SHOW_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [connected, expired]);
  return late && !connected && !expired ? realtime.heard_at : null;
}
