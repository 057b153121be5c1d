import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { signIn, type Things } from './demo.ts';
import { cutFields, cutOff, wider } from './look.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');
const HEIGHT = 740;
const PHONES = [320, 360, 390];
const WIDTHS = [...PHONES, 768, 1440];
const SCALES = [100, 125, 150, 200];

const PLACES = [
  { name: 'ask', as: 'nimal', path: (t: Things) => `/mentors/${t.mentor}`, open: null },
  { name: 'propose', as: 'ruwan', path: (t: Things) => `/requests/${t.open}`, open: { en: 'Propose another time', si: 'වෙනත් වේලාවක් යෝජනා කරන්න' } },
] as const;
const MORE = { en: 'Add another time', si: 'තවත් වේලාවක් එක් කරන්න' };

/** A time that is offered is read whole, with its half of the day, on every screen, in both languages, whatever the letters' size: it is filled in, and sent unread. */
export async function wholeDates(browser: Browser, baseURL: string, things: Things): Promise<void> {
  for (const touch of [false, true]) {
    for (const place of PLACES) {
      const context = await browser.newContext({ baseURL, viewport: { width: 390, height: HEIGHT }, isMobile: touch, hasTouch: touch, reducedMotion: 'reduce' });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      await signIn(page, place.as);
      for (const language of ['en', 'si'] as const) {
        await test.step(`${place.name} in ${language}${touch ? ', by finger' : ''}`, async () => {
          await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
          // what was chosen in the other language is kept
          await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('lyceum.draft.')).forEach((key) => localStorage.removeItem(key)));
          await page.goto(place.path(things));
          if (place.open) await page.getByRole('button', { name: place.open[language] }).click();
          await page.getByRole('button', { name: MORE[language] }).click();
          await expect(page.locator('input[type=datetime-local]')).toHaveCount(2);
          if (language === 'en') await focusStays(page);
          for (const width of touch ? PHONES : WIDTHS) for (const scale of SCALES) await whole(page, width, scale, `${place.name}.${language}${touch ? '.touch' : ''}`);
        });
      }
      await context.close();
    }
  }
}

/** By keyboard, from the first time to the fifth and back: what one pressed goes, and the focus does not go with it. */
async function focusStays(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: MORE.en });
  for (let count = 3; count <= 5; count++) await more.press('Enter');
  await expect(page.getByLabel('Start 5')).toBeFocused();
  for (const [removed, next] of [[2, 2], [4, 3], [1, 1], [2, 1]]) {
    const kept = await page.getByLabel(`Start ${removed === next ? next! + 1 : next}`).elementHandle();
    await page.getByRole('button', { name: `Remove time ${removed}` }).press('Enter');
    await expect(page.getByLabel(`Start ${next}`)).toBeFocused();
    expect(await kept!.evaluate((e) => e === document.activeElement), `the field next to time ${removed}`).toBe(true);
  }
  await more.press('Enter');
}

async function whole(page: Page, width: number, scale: number, name: string): Promise<void> {
  await page.setViewportSize({ width, height: HEIGHT });
  await page.evaluate((scale) => document.documentElement.style.setProperty('font-size', `${scale}%`), scale);
  expect.soft([...(await page.evaluate(wider)), ...(await page.evaluate(cutOff)), ...(await page.evaluate(cutFields))], `cut off at ${width} px, ${scale} %`).toEqual([]);
  if (scale % 100 !== 0 || width === 360) return;
  await page.locator('fieldset:has(input[type=datetime-local])').scrollIntoViewIfNeeded();
  await page.screenshot({ path: path.join(pictures, `dates-${name}.${width}.${scale}.png`) });
}
