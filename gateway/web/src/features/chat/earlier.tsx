import { t } from '@lingui/core/macro';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import css from './chat.module.css';

/** The way to what was said before, and why it did not come. */
export function Earlier({ load }: { load: () => Promise<void> }) {
  const [loading, setLoading] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const press = async (): Promise<void> => {
    setLoading(true);
    setRefused(null);
    await load().catch(setRefused);
    setLoading(false);
  };
  return (
    <div className={css.earlier}>
      <Button small busy={loading} onClick={() => void press()}>{t`Load earlier messages`}</Button>
      {refused !== null && <Refusal error={refused} />}
    </div>
  );
}
