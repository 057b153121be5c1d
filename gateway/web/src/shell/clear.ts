/** For the ring around it. */
const RING_PX = 4;

/** While toasts stand over the page, what has the focus is scrolled clear of them: what has it when they come, and by the room they are given below it what gets it then. */
export function keepClear(toasts: HTMLElement | null): (() => void) | undefined {
  if (!toasts) return undefined;
  const { style } = document.documentElement;
  let was = 0;
  const watch = new ResizeObserver(() => {
    const { top, bottom, left, height } = toasts.getBoundingClientRect();
    style.setProperty('--toasts', height ? `${innerHeight - top + RING_PX}px` : '0px');
    const grown = height > was;
    was = height;
    // what nobody comes to by Tab is a list, or a heading: it is read, not pressed
    const focused = document.querySelector(':focus-visible:not([tabindex="-1"])');
    if (!grown || !focused || toasts.contains(focused)) return;
    const at = focused.getBoundingClientRect();
    if (at.bottom > top && at.top < bottom && at.right > left) focused.scrollIntoView({ block: 'nearest' });
  });
  watch.observe(toasts);
  return () => {
    watch.disconnect();
    style.removeProperty('--toasts');
  };
}
