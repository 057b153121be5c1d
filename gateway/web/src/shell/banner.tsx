import { t } from '@lingui/core/macro';
import { useContext } from 'react';
import { useConnected } from '../realtime/connected.ts';
import { Away } from '../ui/as-of.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './frame.module.css';

/** Says that what is shown may be old. The attribute tells programs the state at once. */
export function Banner() {
  const connected = useConnected();
  const away = useContext(Away);
  return (
    <div role="status" aria-label={t`Connection`} data-connection={connected ? 'open' : 'closed'}>
      {typeof away === 'number' && <p className={css.banner}><Icon name="alert" /> {t`No connection. Trying again… What you see may be out of date.`}</p>}
    </div>
  );
}
