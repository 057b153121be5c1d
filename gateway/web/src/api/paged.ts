import { infiniteQueryOptions, type InfiniteData, type QueryKey } from '@tanstack/react-query';
import { byTheClock } from '../lib/moments.ts';
import type { Span } from '../lib/slots.ts';

export type PageOf<T> = { items: T[]; next?: string | null };

/** A list by cursor: where it is kept, how a page of it is read, and the times on which its items depend. */
export type Paged<T> = {
  queryKey: QueryKey;
  fetch: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>;
  spans?: (item: T) => Span[];
};

const NONE = (): Span[] => [];

export const paged = <T>({ queryKey, fetch, spans = NONE }: Paged<T>) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetch(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PageOf<T>) => last.next ?? undefined,
    ...byTheClock<InfiniteData<PageOf<T>>>(({ pages }) => pages.flatMap((page) => page.items.flatMap(spans))),
  });
