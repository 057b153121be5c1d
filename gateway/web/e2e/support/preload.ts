import { expect, type Locator, type Page, type Request } from '@playwright/test';

declare global {
  interface Window {
    skeletons: number;
  }
}

/** From the next page on, counts what stands in for something that is fetched. */
export const countSkeletons = (page: Page): Promise<unknown> => page.addInitScript(() => {
  window.skeletons = 0;
  new MutationObserver(() => {
    window.skeletons += document.querySelectorAll('main [role=status][aria-label=Loading]').length;
  }).observe(document, { childList: true, subtree: true });
});

/** As long as a link waits before it takes a pointer for an intent, and some. */
const QUIET_MS = 250;

/** Points at a link, until all that it has the page ask for is there: what it `asks`, unless that is there already, and what goes with it. */
async function pointAt(page: Page, link: Locator, asks: RegExp | null): Promise<void> {
  const asked = new Set<Request>();
  let changed = Date.now();
  const ask = (request: Request): void => { asked.add(request); changed = Date.now(); };
  const settle = (request: Request): void => { asked.delete(request); changed = Date.now(); };
  page.on('request', ask).on('requestfinished', settle).on('requestfailed', settle);
  const answered = asks && page.waitForResponse(asks);
  await link.hover();
  await answered;
  await expect.poll(() => asked.size === 0 && Date.now() - changed > QUIET_MS).toBe(true);
  page.off('request', ask).off('requestfinished', settle).off('requestfailed', settle);
}

/** Points at a link until what its page reads is there, then goes. Gives back how long the page took to stand, ms. */
export async function goAhead(page: Page, link: Locator, asks: RegExp | null, there: string): Promise<number> {
  await pointAt(page, link, asks);
  await page.evaluate(() => { window.skeletons = 0; });
  const shown = link.evaluate((element, there) => new Promise<number>((done, fail) => {
    setTimeout(() => fail(new Error(`the page never said ${there}`)), 10_000);
    element.addEventListener('click', () => {
      const began = performance.now();
      const look = new MutationObserver(() => {
        if (document.querySelector('main')?.textContent?.includes(there)) done(performance.now() - began);
      });
      look.observe(document.body, { childList: true, subtree: true, characterData: true });
    }, { once: true, capture: true });
    (element as HTMLElement).click();
  }), there);
  const took = await shown;
  expect(await page.evaluate(() => window.skeletons), `skeletons on the way to ${there}`).toBe(0);
  return took;
}
