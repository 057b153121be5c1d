import { t } from '@lingui/core/macro';
import { useEffect, useState, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Problem } from '../api/problem.ts';
import { explain } from '../api/words.ts';
import { Button } from './button.tsx';
import css from './loading.module.css';
import { Notice } from './notice.tsx';

/** Shorter waits show nothing: a flash is worse than a blink. */
const SHOW_AFTER_MS = 150;

export function Skeleton({ lines = 3 }: { lines?: number }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={css.skeleton} role="status" aria-label={t`Loading`}>
      {Array.from({ length: lines }, (_, i) => <span key={i} />)}
    </div>
  );
}

/** What a query has: its data, a skeleton, or why not and a way to try again. */
export function Loaded<T>({ query, children, lines }: { query: UseQueryResult<T>; children: (data: T) => ReactNode; lines?: number }) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton lines={lines} />;
}

/** What is not there, or not allowed, is no better the second time. */
export function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className={css.failed}>
      <Notice tone="bad">{explain(error)}</Notice>
      {!(error instanceof Problem && !error.passing) && <Button onClick={retry}>{t`Try again`}</Button>}
    </div>
  );
}
