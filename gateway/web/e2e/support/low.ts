import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { LIKED, signIn, type Things } from './demo.ts';
import { cutOff, wider } from './look.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');
/** Of the window, for what is read. */
const LEAST_SHARE = 0.45;
const SIGN_OUT = { en: 'Sign out', si: 'ගිණුමෙන් ඉවත් වන්න' };

/** A window of 1280 × 1024 magnified to 400 %: a conversation shows some of its lines, and the tabs are reached below it. */
export async function lowChat(browser: Browser, baseURL: string, { channel }: Things): Promise<void> {
  for (const language of ['en', 'si'] as const) {
    await test.step(`chat in a window of 320 × 256, in ${language}`, async () => {
      const context = await browser.newContext({ baseURL, viewport: { width: 320, height: 256 }, reducedMotion: 'reduce' });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      await signIn(page, 'nimal');
      await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
      await page.goto(`/chat/${channel}`);
      await expect(page.getByRole('article').filter({ hasText: LIKED })).toBeAttached();
      await page.screenshot({ path: path.join(pictures, `chat-low.${language}.png`) });
      expect.soft(await roomOf(page), 'share of the window that the messages have').toBeGreaterThanOrEqual(LEAST_SHARE);
      await expect.soft(page.getByRole('main').getByRole('textbox'), 'the field').toBeInViewport({ ratio: 1 });
      expect.soft([...(await page.evaluate(wider)), ...(await page.evaluate(cutOff))], 'wider, or cut off').toEqual([]);
      const head = page.getByRole('main').locator('header');
      await head.locator('time').last().scrollIntoViewIfNeeded();
      await expect(head.locator('time').last(), 'what the head has no room for').toBeInViewport();
      const tab = page.locator('nav a[href="/account"]').last();
      await tab.focus();
      await expect(tab, 'a tab that has the focus').toBeInViewport({ ratio: 1 });
      await page.screenshot({ path: path.join(pictures, `chat-low-tabs.${language}.png`) });
      await page.setViewportSize({ width: 667, height: 375 });
      await page.goto('/account');
      await expect(page.getByRole('button', { name: SIGN_OUT[language], exact: true })).toBeAttached();
      await expect(tab, 'on a phone held sideways').toBeInViewport({ ratio: 1 });
      await context.close();
    });
  }
}

const roomOf = (page: Page): Promise<number> => page.getByRole('log').evaluate((log) => log.clientHeight / innerHeight);
