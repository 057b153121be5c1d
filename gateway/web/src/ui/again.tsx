import { t } from '@lingui/core/macro';
import { useEffect, useState } from 'react';
import { Problem } from '../api/problem.ts';

/** Counts down to when the server takes the next try. Quiet: a screen reader says the refusal once, and not every second. */
export function Again({ error }: { error: unknown }) {
  const pause = error instanceof Problem && error.status === 429 ? error.retry_after_ms : null;
  return pause === null ? null : <Countdown ms={pause} />;
}

function Countdown({ ms }: { ms: number }) {
  const [left, setLeft] = useState(Math.ceil(ms / 1000));
  useEffect(() => {
    const until = Date.now() + ms;
    const count = (): void => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [ms]);
  return <p role="timer" aria-live="off">{left > 0 ? t`You can try again in ${{ seconds: left }} s.` : t`You can try again now.`}</p>;
}
