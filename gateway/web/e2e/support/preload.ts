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

/** Points at a link until what its page reads is there, then goes: nothing stands in the page's place meanwhile. */
export async function goAhead(page: Page, link: Locator, asks: RegExp | null, there: string): Promise<void> {
  await pointAt(page, link, asks);
  await page.evaluate(() => { window.skeletons = 0; });
  await link.click();
  await expect(page.getByRole('main')).toContainText(there);
  expect(await page.evaluate(() => window.skeletons), `skeletons on the way to ${there}`).toBe(0);
}
