import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { notifyManager, useQueryClient, type Query } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { serverTime, useNow } from '../lib/clock.ts';
import { day, dayAndTime, timeOfDay } from '../lib/time.ts';
import { trueUntil, type Part } from '../lib/true-until.ts';
import { Button } from './button.tsx';
import css from './page.module.css';

/** Since when, by the server's clock, nothing is heard of changes; null while they are heard of, and undefined where there is nothing that changes. */
export const Away = createContext<number | null | undefined>(undefined);

/** Says until when what the page shows was known to be true, where it may be old. */
export function AsOf() {
  const away = useContext(Away);
  return away === undefined ? null : <Known away={away} />;
}

function Known({ away }: { away: number | null }) {
  const queries = useQueryClient();
  const cache = queries.getQueryCache();
  const shown = (): Query[] => cache.findAll({ type: 'active', predicate: ({ state }) => state.data !== undefined });
  const until = useSyncExternalStore((changed) => cache.subscribe(notifyManager.batchCalls(changed)), () => trueUntil(shown().map(partOf), away));
  const now = useNow();
  if (until === null) return null;
  const at = new Date(until);
  const time = day(at) === day(now) ? timeOfDay(at) : dayAndTime(at);
  const again = (): void => void queries.refetchQueries({ type: 'active', predicate: hasFailed });
  return (
    <p className={css.asOf}>
      <span><Trans>Updated <time dateTime={at.toISOString()}>{time}</time></Trans></span>
      {/* without a connection it comes back by itself */}
      {away === null && <Button small onClick={again}>{t`Try again`}</Button>}
    </p>
  );
}

/** Another page of a list that did not come makes nothing old; the list says so itself. */
const hasFailed = ({ state }: Query): boolean => state.status === 'error' && !(state.fetchMeta as { fetchMore?: object } | null)?.fetchMore;

const partOf = (query: Query): Part => ({
  fetched_at: serverTime(query.state.dataUpdatedAt), failed_at: hasFailed(query) ? serverTime(query.state.errorUpdatedAt) : null,
});
