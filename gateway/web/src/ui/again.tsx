import { t } from '@lingui/core/macro';
import { useLayoutEffect, useState } from 'react';
import { Problem } from '../api/problem.ts';

type Props = { error: unknown; /** Nobody has to press for it. */ itself?: boolean };

/** Counts down to when the server takes the next try. Quiet: a screen reader says the refusal once, and not every second. */
export function Again({ error, itself = false }: Props) {
  return error instanceof Problem && error.status === 429 && error.retry_after_ms !== null ? <Countdown problem={error} itself={itself} /> : null;
}

function Countdown({ problem, itself }: { problem: Problem; itself: boolean }) {
  const [left, setLeft] = useState(0);
  useLayoutEffect(() => {
    const until = Date.now() + (problem.retry_after_ms ?? 0);
    const count = (): void => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [problem]);
  if (itself) return <p role="timer" aria-live="off">{left > 0 ? t`It goes on by itself in ${{ seconds: left }} s.` : t`Trying again…`}</p>;
  return <p role="timer" aria-live="off">{left > 0 ? t`You can try again in ${{ seconds: left }} s.` : t`You can try again now.`}</p>;
}
