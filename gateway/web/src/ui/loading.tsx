import { t } from '@lingui/core/macro';
import { useEffect, useState, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Problem } from '../api/problem.ts';
import { Again } from './again.tsx';
import { Button } from './button.tsx';
import css from './loading.module.css';
import { Notice } from './notice.tsx';
import { Refusal } from './refusal.tsx';

/** Shorter waits show nothing, in the same place: a flash is worse than a blink, and what moves meanwhile is pressed by mistake. */
export const SHOW_AFTER_MS = 150;

/** In place of what is fetched; `refused` is why the last try of it had no answer, and what is `late` was waited for already. */
export function Skeleton({ lines = 3, refused = null, late = false }: { lines?: number; refused?: unknown; late?: boolean }) {
  const [shown, show] = useState(late);
  useEffect(() => {
    const timer = setTimeout(() => show(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    // there from the first: what comes with its words is not read out
    <div className={css.skeleton} data-shown={shown} role="status" aria-label={t`Loading`}>
      <Paused refused={refused} />
      {Array.from({ length: lines }, (_, i) => <span key={i} />)}
    </div>
  );
}

/** Says that the next try waits, where the server asks for that: it may be long. */
export function Paused({ refused }: { refused: unknown }) {
  if (!(refused instanceof Problem && refused.status === 429)) return null;
  return <Notice tone="warn" quiet>{t`Too much was loaded in a short time.`}<Again error={refused} itself /></Notice>;
}

/** What a query has: its data, a skeleton, or why not and a way to try again. */
export function Loaded<T>({ query, children, lines }: { query: UseQueryResult<T>; children: (data: T) => ReactNode; lines?: number }) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton lines={lines} refused={query.failureReason} />;
}

/** Its first answer is on its way. Not after a refusal: what else there is does not wait for what may not come. */
export const isComing = ({ isLoading, failureReason }: Pick<UseQueryResult, 'isLoading' | 'failureReason'>): boolean => isLoading && !failureReason;

/** What is not there, or not allowed, is no better the second time. */
export const mayPass = (error: unknown): boolean => !(error instanceof Problem) || error.passing;

/** Without `retry` the way to try again stands elsewhere. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className={css.failed}>
      <Refusal error={error} />
      {retry && mayPass(error) && <Button onClick={retry}>{t`Try again`}</Button>}
    </div>
  );
}
