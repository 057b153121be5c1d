import { t } from '@lingui/core/macro';
import { useInfiniteQuery, type InfiniteData, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { byTheClock } from '../lib/moments.ts';
import type { Span } from '../lib/slots.ts';
import { Button } from './button.tsx';
import { Failed, Paused, Skeleton } from './loading.tsx';

type PageOf<T> = { items: T[]; next?: string | null };
type Props<T> = {
  queryKey: QueryKey;
  fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;
  empty: ReactNode;
  /** The times on which the items depend. */
  spans?: (item: T) => Span[];
  children: (items: T[]) => ReactNode;
};

const NONE = (): Span[] => [];

/** A list by cursor: skeleton, failure, empty place, items, and the way to the rest. */
export function More<T>({ queryKey, fetch, empty, spans = NONE, children }: Props<T>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetch(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    ...byTheClock<InfiniteData<PageOf<T>>>(({ pages }) => pages.flatMap((page) => page.items.flatMap(spans))),
  });
  if (query.isPending) return <Skeleton refused={query.failureReason} />;
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  // a page of a search may have found nothing and yet not be the last
  if (items.length === 0 && !query.hasNextPage) return empty;
  return (
    <>
      {children(items)}
      {query.isFetchingNextPage && <Paused refused={query.failureReason} />}
      {query.hasNextPage && <div><Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t`Show more`}</Button></div>}
    </>
  );
}
