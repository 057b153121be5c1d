import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { LIKED, signIn, type Things } from './demo.ts';
import { cutOff, wider } from './look.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');
const HEIGHT = 740;
/** Of a phone that is 320 px wide. */
const SMALLEST = 568;
/** Of the screen, for what is read; the rest is head, field and tabs. */
const LEAST_SHARE = 1 / 3;

/** Letters twice as large, where a finger presses: the messages keep their room below the head, and a row of reactions breaks between its buttons. */
export async function largeChat(browser: Browser, baseURL: string, { channel }: Things): Promise<void> {
  for (const [width, language] of [[320, 'en'], [390, 'en'], [320, 'si'], [390, 'si']] as const) {
    await test.step(`chat at 200 % on a phone of ${width} px, in ${language}`, async () => {
      const context = await browser.newContext({ baseURL, viewport: { width, height: HEIGHT }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      await signIn(page, 'nimal');
      await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
      await page.goto(`/chat/${channel}`);
      const message = page.getByRole('article').filter({ hasText: LIKED });
      await expect(message).toBeVisible();
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
      await message.getByText(LIKED).tap();
      await message.getByRole('group').getByRole('button').first().tap();
      const choices = message.locator('button:not([aria-pressed]):not([aria-expanded])').filter({ hasText: /^\p{Extended_Pictographic}/u });
      await expect(choices).toHaveCount(5);
      for (const choice of await choices.all()) await expect(choice, 'what one opened is in sight').toBeInViewport({ ratio: 0.95 });
      await page.screenshot({ path: path.join(pictures, `chat-large.${width}.${language}.png`) });
      expect.soft(await roomOf(page), 'share of the screen that the messages have').toBeGreaterThanOrEqual(LEAST_SHARE);
      expect.soft(await page.evaluate(broken), 'reactions that break within').toEqual([]);
      expect.soft([...(await page.evaluate(wider)), ...(await page.evaluate(cutOff))], 'wider, or cut off').toEqual([]);
      // what the head has no room for is reached in it
      const head = page.getByRole('main').locator('header');
      await head.locator('time').last().scrollIntoViewIfNeeded();
      await expect(head.locator('time').last()).toBeInViewport();
      await page.setViewportSize({ width, height: SMALLEST });
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog'), 'all of the palette is on the screen').toBeInViewport({ ratio: 1 });
      await context.close();
    });
  }
}

const roomOf = (page: Page): Promise<number> => page.getByRole('log').evaluate((log) => log.clientHeight / innerHeight);

/** Buttons of a message with more than one line, or outside of it. */
function broken(): string[] {
  return [...document.querySelectorAll<HTMLElement>('article button')].filter((button) => /^\p{Extended_Pictographic}/u.test(button.innerText)).filter((button) => {
    const words = document.createRange();
    words.selectNodeContents(button);
    const lines = new Set([...words.getClientRects()].map(({ bottom }) => Math.round(bottom / 8)));
    const [outer, inner] = [button.closest('article')!.getBoundingClientRect(), button.getBoundingClientRect()];
    return lines.size > 1 || inner.right > outer.right || inner.left < outer.left;
  }).map(({ innerText }) => innerText);
}
