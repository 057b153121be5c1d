import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { signIn } from './demo.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');
const HEIGHT = 740;

/** A phone's tab bar, whatever the letters' size: nothing lies over anything, and words that cannot be read as two are not there. */
export async function tabBar(browser: Browser, baseURL: string): Promise<void> {
  const context = await browser.newContext({ baseURL, viewport: { width: 320, height: HEIGHT }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await signIn(page, 'nimal');
  const { hostname } = new URL(page.url());
  for (const language of ['en', 'si']) {
    for (const unread of [3, 120]) {
      await page.unrouteAll();
      await page.route(/\/v1\/notifications\?/, async (route) => {
        const answer = await route.fetch({ url: route.request().url().replace(hostname, '127.0.0.1') });
        await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), unread } });
      });
      await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
      await page.goto('/');
      const bar = page.locator('nav', { has: page.locator('a[href="/account"]') }).last();
      await expect(bar.locator('a').last()).toContainText(unread > 99 ? '+' : '3');
      for (const width of [320, 360, 390]) for (const size of [100, 130, 150, 200]) await test.step(`tabs, ${language}, ${width} px, ${size} %, ${unread} unread`, () => stands(page, language, width, size, unread));
    }
  }
  await context.close();
}

async function stands(page: Page, language: string, width: number, size: number, unread: number): Promise<void> {
  await page.setViewportSize({ width, height: HEIGHT });
  await page.evaluate((size) => document.documentElement.style.setProperty('font-size', `${size}%`), size);
  if (size === 200 || unread > 99) await page.screenshot({ path: path.join(pictures, `tabs.${width}.${size}.${language}.${unread}.png`) });
  expect.soft(await page.evaluate(faults), `tabs at ${width} px, ${size} %, ${language}, ${unread} unread`).toEqual([]);
}

/** What lies over another part of the bar, or so near that two words are one; what is not on the screen; words that are small beside the page's. */
function faults(): string[] {
  /** Half of a letter. */
  const APART_PX = 5;
  const tabs = [...[...document.querySelectorAll('nav')].at(-1)!.querySelectorAll('a')];
  const parts = tabs.flatMap((tab) => {
    const [icon, word, count] = [tab.querySelector('svg')!, tab.querySelector('span')!, tab.querySelector('span > span')?.parentElement];
    const words = document.createRange();
    words.selectNodeContents(word);
    const shown = word.getBoundingClientRect().width > 1;
    const name = word.textContent;
    return [
      { name: `icon of ${name}`, box: icon.getBoundingClientRect(), word: false },
      ...(shown ? [{ name, box: words.getBoundingClientRect(), word: true }] : []),
      ...(count ? [{ name: `count of ${name}`, box: count.getBoundingClientRect(), word: false }] : []),
    ];
  });
  const found = parts.filter(({ box }) => box.left < 0 || box.right > innerWidth || box.bottom > innerHeight).map(({ name }) => `${name} is not on the screen`);
  for (const [nth, one] of parts.entries()) {
    for (const other of parts.slice(nth + 1)) {
      const apart = one.word && other.word ? APART_PX : 0;
      const [a, b] = [one.box, other.box];
      if (a.left < b.right + apart && b.left < a.right + apart && a.top < b.bottom - 1 && b.top < a.bottom - 1) found.push(`${one.name} and ${other.name}`);
    }
  }
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  for (const tab of tabs) {
    const word = tab.querySelector('span')!;
    if (word.getBoundingClientRect().width > 1 && parseFloat(getComputedStyle(word).fontSize) < root / 2) found.push(`${word.textContent} is small`);
  }
  return found;
}
