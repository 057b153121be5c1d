import type { Page } from '@playwright/test';

declare global {
  interface Window {
    moves: { value: number; what: string }[];
  }
}

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] };

/** A slow network, on which what a page asks for comes after it is drawn. */
const SLOW = { offline: false, latency: 60, downloadThroughput: 9e6 / 8, uploadThroughput: 1.5e6 / 8 };

/** From the next page on, what moves by itself is written down, as on a phone that is slow. */
export async function watchMoves(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.emulateNetworkConditions', SLOW);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 2 });
  await page.addInitScript(() => {
    window.moves = [];
    const name = (node: Node | null): string => (node instanceof Element ? `${node.tagName.toLowerCase()} ${node.textContent?.slice(0, 20) ?? ''}` : '');
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (!hadRecentInput) window.moves.push({ value, what: sources.map(({ node, previousRect, currentRect }) => `${name(node)} ${previousRect.y} -> ${currentRect.y}`).join('; ') });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** How much of the screen has moved (1 is all of it, by all of its height), and what. */
export async function moved(page: Page): Promise<{ sum: number; what: string[] }> {
  const moves = await page.evaluate(() => window.moves);
  return { sum: moves.reduce((sum, { value }) => sum + value, 0), what: moves.map(({ value, what }) => `${value.toFixed(3)}: ${what}`) };
}
