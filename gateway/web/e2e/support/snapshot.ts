import { expect, type Page } from '@playwright/test';

/**
 * What a screen reader is told of a page, beside its committed snapshot. After a change that is meant:
 * `npx playwright test -c e2e/playwright.config.ts journeys/pages --update-snapshots`, and read the difference.
 */
export async function matchesSnapshot(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await page.evaluate(still);
    await expect(page.locator('main')).toMatchAriaSnapshot({ name: `${name.replaceAll(/\W+/g, '-')}.aria.yml`, timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
}

/** Puts a word in place of what is another at each run or on each machine: ids, times, zones, devices, who is there; and leaves the end of what is long. */
function still(): void {
  const main = document.querySelector('main')!;
  const of = <T extends Element>(selector: string): T[] => [...main.querySelectorAll<T>(selector)];
  const same = (text: string): string => text
    .replaceAll(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,(?: \w+){2},?/g, 'DAY')
    .replaceAll(/\b\d{2}:\d{2}\b/g, 'TIME')
    .replaceAll(/\bin \d+ (?:min|hr)\.|\b\d+ (?:min|hr)\. ago\b|\bnow\b/g, 'SOON')
    .replaceAll(/\((?:online|away)\)/g, '(THERE)')
    .replaceAll(Intl.DateTimeFormat().resolvedOptions().timeZone, 'ZONE');
  for (const time of of('time')) if (time.textContent !== 'WHEN') time.textContent = 'WHEN';
  // the zone, and the time at the other's place where that is another
  for (const zone of of<HTMLElement>('time ~ small, span:has(> time) + small, legend small')) zone.style.display = 'none';
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.nodeValue ?? '';
    if (same(text) !== text) walker.currentNode.nodeValue = same(text);
  }
  for (const element of of('[aria-label]')) element.setAttribute('aria-label', same(element.getAttribute('aria-label')!));
  for (const link of of('a[href]')) link.setAttribute('href', link.getAttribute('href')!.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/, 'ID'));
  for (const field of of<HTMLInputElement>('input[type=datetime-local]')) field.value = '2030-01-02T10:00';
  for (const device of of('option')) if (/fake/i.test(device.textContent ?? '')) device.textContent = 'DEVICE';
  // until it begins a session can be cancelled, and from then on completed
  for (const button of of<HTMLElement>('li button')) if (/^(?:Cancel|Mark as completed)$/.test(button.textContent ?? '')) button.style.display = 'none';
  for (const why of of<HTMLElement>('li p')) if (why.textContent?.startsWith('A student can cancel')) why.style.display = 'none';
  for (const select of of('select')) for (const option of [...select.querySelectorAll('option')].slice(20)) option.remove();
  for (const article of of<HTMLElement>('article').slice(0, -2)) article.style.setProperty('visibility', 'hidden');
}
