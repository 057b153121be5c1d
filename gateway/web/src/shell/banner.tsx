import { t } from '@lingui/core/macro';
import { useEffect, useState } from 'react';
import { useConnected } from '../realtime/connected.ts';
import { Icon } from '../ui/icon.tsx';
import css from './frame.module.css';

/** Shorter absences are nobody's business. */
const SHOW_AFTER_MS = 2000;

/** Says that what is shown may be old. The attribute tells programs the state at once. */
export function Banner() {
  const connected = useConnected();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(!connected), connected ? 0 : SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [connected]);
  return (
    <div role="status" aria-label={t`Connection`} data-connection={connected ? 'open' : 'closed'}>
      {late && !connected && (
        <p className={css.banner}><Icon name="alert" /> {t`No connection. Trying again… What you see may be out of date.`}</p>
      )}
    </div>
  );
}
