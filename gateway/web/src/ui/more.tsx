import { t } from '@lingui/core/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { paged, type Paged } from '../api/paged.ts';
import { focusOn } from '../lib/focus.ts';
import { Button } from './button.tsx';
import css from './loading.module.css';
import { Failed, mayPass, Paused, Skeleton } from './loading.tsx';

type Props<T> = Paged<T> & { empty: ReactNode; children: (items: T[]) => ReactNode };

/** A list by cursor: skeleton, failure, empty place, items, and the way to the rest, or why that did not come. */
export function More<T>({ empty, children, ...list }: Props<T>) {
  const query = useInfiniteQuery(paged(list));
  const rows = useRef<HTMLDivElement>(null);
  const why = useRef<HTMLDivElement>(null);
  const known = useRef<Set<Element> | null>(null);
  const isWhole = query.hasNextPage === false;
  const loading = query.isFetchingNextPage;
  const failed = query.isFetchNextPageError && !loading;
  const isOver = failed && !mayPass(query.error);
  useLayoutEffect(() => {
    if (!isWhole || !known.current) return;
    const first = rowsIn(rows.current).find((row) => !known.current?.has(row));
    known.current = null;
    // the button went, and the focus with it
    if (!first || document.activeElement !== document.body) return;
    focusOn(first);
    first.scrollIntoView({ block: 'nearest' });
  }, [isWhole]);
  useLayoutEffect(() => {
    // here too; the words that say why stand in its place
    if (isOver && known.current && document.activeElement === document.body && why.current) focusOn(why.current);
  }, [isOver]);
  if (query.isPending) return <Skeleton refused={query.failureReason} />;
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  // a page of a search may have found nothing and yet not be the last
  if (items.length === 0 && !query.hasNextPage) return empty;
  const next = (): void => {
    known.current = new Set(rowsIn(rows.current));
    void query.fetchNextPage();
  };
  return (
    <>
      <div ref={rows} className={css.rows}>{children(items)}</div>
      {loading && <Paused refused={query.failureReason} />}
      {failed && <div ref={why}><Failed error={query.error} /></div>}
      {/* one button: another would not have the focus of the one that was pressed */}
      {query.hasNextPage && !isOver && <div><Button busy={loading} onClick={next}>{failed ? t`Try again` : t`Show more`}</Button></div>}
    </>
  );
}

const rowsIn = (place: Element | null): HTMLElement[] => [...(place?.querySelectorAll<HTMLElement>(':scope > :is(ul, ol) > li') ?? [])];
