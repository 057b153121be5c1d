import { t } from '@lingui/core/macro';
import { useState } from 'react';
import { explain } from '../../api/words.ts';
import { Again } from '../../ui/again.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
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
      {refused !== null && <Notice tone="bad">{explain(refused)}<Again error={refused} /></Notice>}
    </div>
  );
}
