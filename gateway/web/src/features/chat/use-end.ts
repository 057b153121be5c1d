import { useEffect, useRef, useState } from 'react';
import { End } from './end.ts';

/** Follows the end of the messages, of which `last` is the newest; `newestSeen` is the newest when one began to read further up, null at the end. */
export function useEnd(last: number | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [end] = useState(() => new End());
  const newest = useRef(0);
  const [newestSeen, setNewestSeen] = useState<number | null>(null);

  // a banner, a keyboard on the screen, a turned phone, a picture: the end stays in sight where one was at it
  useEffect(() => {
    const [outer, inner] = [box.current, content.current];
    if (!outer || !inner) return;
    let focused: { row: Element; height: number } | null = null;
    const focus = ({ target }: FocusEvent): void => {
      const row = target instanceof Element ? target.closest('[data-row]') : null;
      focused = row && { row, height: row.clientHeight };
    };
    const watch = new ResizeObserver((changed) => {
      const before = focused?.height ?? 0;
      if (focused) focused.height = focused.row.clientHeight;
      const opens = changed.every(({ target }) => target === inner) && focused?.row.contains(document.activeElement) && focused.height > before;
      if (!opens) return end.keep(outer);
      // what one opens oneself is read from its beginning
      if (!end.at) return;
      end.look(outer);
      if (!end.at) setNewestSeen((now) => now ?? newest.current);
    });
    watch.observe(outer);
    watch.observe(inner);
    inner.addEventListener('focusin', focus);
    return () => {
      watch.disconnect();
      inner.removeEventListener('focusin', focus);
    };
  }, [end]);

  const onScroll = (): void => {
    if (!box.current) return;
    end.scrolled(box.current);
    if (end.at) newest.current = last ?? 0;
    const seen = newest.current;
    setNewestSeen((now) => (end.at ? null : now ?? seen));
  };
  const toEnd = (): void => {
    setNewestSeen(null);
    if (box.current) end.go(box.current);
  };
  return { box, content, end, newestSeen, onScroll, toEnd };
}
