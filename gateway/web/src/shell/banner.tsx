import { t } from '@lingui/core/macro';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { session } from '../api/session.ts';
import { useConnected } from '../realtime/connected.ts';
import { Icon } from '../ui/icon.tsx';
import css from './frame.module.css';

/** Shorter absences are nobody's business. */
const SHOW_AFTER_MS = 2000;

/** Says that what is shown may be old; a sign-in that ended says so itself. The attribute tells programs the state at once. */
export function Banner() {
  const connected = useConnected();
  const expired = useStore(session, ({ status }) => status === 'expired');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const away = !connected && !expired;
    const timer = setTimeout(() => setLate(away), away ? SHOW_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [connected, expired]);
  return (
    <div role="status" aria-label={t`Connection`} data-connection={connected ? 'open' : 'closed'}>
      {late && !connected && !expired && (
        <p className={css.banner}><Icon name="alert" /> {t`No connection. Trying again… What you see may be out of date.`}</p>
      )}
    </div>
  );
}
