import { focusOn } from '../lib/focus.ts';

type Place = Pick<HTMLElement, 'isConnected' | 'matches' | 'querySelector' | 'hasAttribute' | 'setAttribute' | 'removeAttribute' | 'addEventListener' | 'focus'>;

/** What says where one is when it gets the focus. */
const NAMED = 'ul, ol, article, dialog[open], [role=log], section[aria-label]';
const HEADING = 'h1, h2, h3';

/** Where the focus goes when what had it is gone: of what stood around it, from within, what still stands and has a name, or has a heading. */
export function refuge<T extends Place>(around: T[]): Place | null {
  for (const one of around.filter(({ isConnected }) => isConnected)) {
    const place = one.matches(NAMED) ? one : one.querySelector<HTMLElement>(HEADING);
    if (place) return place;
  }
  return null;
}

const aroundOf = (element: Element): HTMLElement[] => (element.parentElement ? [element.parentElement, ...aroundOf(element.parentElement)] : []);

/**
 * A button that goes with what it did (Accept, Leave call, a reaction) takes the focus with it, and who is here by keyboard or ear begins again
 * at the top of the page. One place watches for that, so that no button has to; who puts the focus somewhere else is before it.
 */
export function keepFocus(): void {
  let held: { element: Element; around: HTMLElement[]; path: string } | null = null;
  const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) held = { element: target, around: aroundOf(target), path: location.pathname };
  });
  // who presses beside everything has let it go; what is being removed says the same, and is gone a moment later
  document.addEventListener('focusout', () => queueMicrotask(() => {
    if (held?.element.isConnected && isNowhere()) held = null;
  }));
  new MutationObserver(() => {
    if (!held || held.element.isConnected) return;
    const { around, path } = held;
    held = null;
    // another page begins at its own start
    const place = isNowhere() && path === location.pathname ? refuge(around) : null;
    if (place) focusOn(place);
  }).observe(document.body, { childList: true, subtree: true });
}
