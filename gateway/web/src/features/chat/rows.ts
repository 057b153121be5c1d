'use no memo';
// The virtualizer is one object that changes within: what a compiler remembered of it would be old.
import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';
import { defaultRangeExtractor, observeElementOffset, useVirtualizer } from '@tanstack/react-virtual';
import type { Message } from '@lyceum/sdk';
import type { End } from './end.ts';

/** Rows beyond each edge of the box: Tab finds the next one there, and a scroll finds it drawn. */
const OVERSCAN = 8;
/** Of a row that was never drawn. */
const GUESS_PX = 40;

/** The key of the way to earlier messages, which stands before the first; the others' are their positions. */
const EARLIER = -Infinity;

/** On iPhones and iPads a scroll of the page's own ends the one that a finger gave its swing. */
const endsSwing = (): boolean => navigator.vendor.startsWith('Apple') && navigator.maxTouchPoints > 1;

export type Row = { key: number; /** Of the virtualizer, in the page as `data-index`. */ index: number; /** Among the messages, -1 for the way to earlier ones. */ at: number; /** Left out above it, px. */ skipped: number };
type Place = { key: number; start: number; /** The first message then. */ first: unknown };
type Options = {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  end: End;
  messages: Message[];
  earlier: boolean;
  /** Those that stay in the page wherever one scrolls to. */
  kept: () => Iterable<number>;
};

/**
 * Which messages are drawn: those in sight and some around them. Who reads further up stays with the row that they see, whatever comes above it
 * or turns out to be taller than was guessed.
 */
export function useRows({ box, content, end, messages, earlier, kept }: Options): { rows: Row[]; after: number; measure: (element: Element | null) => void } {
  const before = earlier ? 1 : 0;
  const count = before + messages.length;
  const keyOf = useCallback((index: number): number => (index < before ? EARLIER : messages[index - before]!.position), [before, messages]);
  const indexOf = (key: number): number => (key === EARLIER ? before - 1 : before + messages.findIndex(({ position }) => position === key));
  const place = useRef<Place | null>(null);

  // oxlint-disable-next-line react/incompatible-library -- nothing of it leaves this file but what `rows` says
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count, overscan: OVERSCAN, getItemKey: keyOf,
    getScrollElement: () => box.current,
    estimateSize: () => GUESS_PX,
    measureElement: (element) => element.getBoundingClientRect().height,
    rangeExtractor: (range) => {
      const always = [EARLIER, ...kept()].map(indexOf).filter((index) => index >= 0);
      return [...new Set([...always, ...defaultRangeExtractor(range)])].sort((a, b) => a - b);
    },
    observeElementOffset: (instance, tell) => observeElementOffset(instance, (offset, scrolling) => {
      note();
      tell(offset, scrolling);
    }),
  });
  // one hand on the scroll: the place below, and the end
  virtual.shouldAdjustScrollPositionOnItemSizeChange = () => false;

  /** Where that row begins now. */
  const startOf = (key: number): number | undefined => {
    virtual.getTotalSize();
    return virtual.measurementsCache[indexOf(key)]?.start;
  };
  /** The first row that is whole in sight is held on to; not the first message, which loses its name to an earlier one of the same person. */
  const note = (): void => {
    const above = virtual.getVirtualItemForOffset(box.current?.scrollTop ?? 0)?.index ?? 0;
    const all = virtual.measurementsCache;
    const row = all[Math.min(Math.max(above, all[0]?.key === EARLIER ? 1 : 0) + 1, all.length - 1)];
    if (row && row.key !== place.current?.key) place.current = { key: Number(row.key), start: row.start, first: firstOf() };
  };
  const firstOf = (): unknown => virtual.measurementsCache.find(({ key }) => key !== EARLIER)?.key;
  /** By how much the row that is held on to was moved. */
  const moved = (): number => {
    const start = place.current && startOf(place.current.key);
    if (!place.current || start == null) return 0;
    // who went to the very start stays there, unless there is another
    if (box.current?.scrollTop === 0 && place.current.first === firstOf()) place.current.start = start;
    return start - place.current.start;
  };

  // what came above is not scrolled over yet, and yet what is drawn is what will be in sight
  const by = moved();
  if (by !== 0 && box.current) virtual.scrollOffset = box.current.scrollTop + by;

  useLayoutEffect(() => {
    if (!box.current || !content.current) return;
    // those drawn in this frame are as tall as they are, also while one scrolls
    for (const row of content.current.querySelectorAll<HTMLElement>('[data-index]')) virtual.resizeItem(Number(row.dataset.index), row.getBoundingClientRect().height);
    const by = moved();
    if (by !== 0 && place.current) {
      const { scrollTop } = box.current;
      const swings = virtual.isScrolling && !end.at && place.current.first === firstOf() && endsSwing();
      if (!swings && !end.stands(box.current)) box.current.scrollTop += by;
      const done = box.current.scrollTop - scrollTop;
      // what a browser rounds off is made up for later, what its end stops is not
      place.current.start += Math.abs(by - done) < 1 ? done : by;
      end.shifted(done);
    }
    note();
  });

  const items = virtual.getVirtualItems();
  const rows = items.map(({ key, index, start }, nth) => ({ key: Number(key), index, at: index - before, skipped: start - (items[nth - 1]?.end ?? 0) }));
  return { rows, after: virtual.getTotalSize() - (items.at(-1)?.end ?? 0), measure: virtual.measureElement };
}
