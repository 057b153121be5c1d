import type { Page } from '@playwright/test';

declare global {
  interface Window {
    stops: HTMLElement[];
  }
}

const MOST = 600;

/** Goes once round the page by Tab: what it did not reach, and where the focus could not be seen. */
export async function faultsByTab(page: Page): Promise<string[]> {
  const names = await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    const shown = (e: Element): boolean => (e as HTMLElement).checkVisibility({ visibilityProperty: true }) && !e.closest('[inert]');
    const within = document.querySelector('dialog[open]') ?? document;
    const all = [...within.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex="0"]')];
    window.stops = all.filter((e) => e.tabIndex >= 0 && !e.matches(':disabled') && shown(e) && !e.matches('input[type=radio]'));
    return window.stops.map((e) => `${e.tagName.toLowerCase()} ${e.ariaLabel ?? e.innerText ?? ''}`.trim().slice(0, 60));
  });
  const reached = new Set<number>();
  const seen = new Set<number>();
  for (let presses = 0; presses < MOST; presses++) {
    await page.keyboard.press('Tab');
    const { at, ring, covered } = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement;
      const drawn = (n: Element): boolean => {
        const s = getComputedStyle(n);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
      };
      // a message that was out of sight is another element, at the same place
      const place = (n: Element): string => `${n.closest('[aria-posinset]')?.getAttribute('aria-posinset')} ${n.tagName} ${n.ariaLabel}`;
      const { left, top, width, height } = e.getBoundingClientRect();
      const isCovered = (y: number): boolean => {
        const bar = document.elementFromPoint(left + width / 2, y)?.closest('nav, [data-floating]');
        return y < 0 || y >= innerHeight || (bar != null && !bar.contains(e));
      };
      return { covered: [top + 2, top + height / 2, top + height - 2].every(isCovered), at: window.stops.findIndex((stop) => stop === e || (!stop.isConnected && place(stop) === place(e))), ring: drawn(e) || [...document.querySelectorAll('label:has(:focus-visible)')].some(drawn) };
    });
    if (at < 0) {
      // between the last and the first, the browser has the focus
      if (reached.size === names.length) break;
      continue;
    }
    // a field for date and time is several stops, of which the last draws its own ring
    if (ring && !covered) seen.add(at);
    if (reached.has(at) && reached.size === names.length) break;
    if (reached.has(at) && at === 0) break;
    reached.add(at);
  }
  return [
    ...names.filter((_, index) => !reached.has(index)).map((name) => `not reached: ${name}`),
    ...[...reached].filter((index) => !seen.has(index)).map((index) => `focus not seen: ${names[index]}`),
  ];
}
