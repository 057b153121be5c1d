import { t } from '@lingui/core/macro';
import { useLayoutEffect, useState } from 'react';
import { heldUntil } from '../api/problem.ts';

/** Nobody has to press for it. */
type Itself = { itself?: boolean | undefined };

/** Counts down to when the server takes the next try, where one's own limit is what holds it up. */
export function Again({ error, itself }: { error: unknown } & Itself) {
  const until = heldUntil(error);
  return until === null ? null : <Countdown until={until} itself={itself} />;
}

/** Quiet: a screen reader says the refusal once, and not every second. */
export function Countdown({ until, itself = false }: { until: number } & Itself) {
  const [left, setLeft] = useState(0);
  useLayoutEffect(() => {
    const count = (): void => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [until]);
  if (itself) return <p role="timer" aria-live="off">{left > 0 ? t`It goes on by itself in ${{ seconds: left }} s.` : t`Trying again…`}</p>;
  return <p role="timer" aria-live="off">{left > 0 ? t`You can try again in ${{ seconds: left }} s.` : t`You can try again now.`}</p>;
}
