import { plural, t } from '@lingui/core/macro';
import { useState } from 'react';
import { number } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import css from './chat.module.css';
import type { Unread } from './unread.ts';

/** The way to the first new message, where so many came that it was not loaded. */
export function Above({ unread: { count, placed }, go }: { unread: Unread; go: () => Promise<void> }) {
  const [loading, setLoading] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const press = async (): Promise<void> => {
    setLoading(true);
    setRefused(null);
    await go().catch(setRefused);
    setLoading(false);
  };
  return (
    <div className={css.above}>
      <Button small look="primary" busy={loading} onClick={() => void press()}>
        {placed ? plural(count, { one: '# new message', other: '# new messages' }) : t`${{ least: number(count) }}+ new messages`} <Icon name="up" size={16} />
      </Button>
      {refused !== null && <Refusal error={refused} />}
    </div>
  );
}
