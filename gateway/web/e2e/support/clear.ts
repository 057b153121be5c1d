import path from 'node:path';
import { expect, test, type Browser } from '@playwright/test';
import { signIn } from './demo.ts';
import { problem } from './problems.ts';
import { faultsByTab } from './tab-walk.ts';

const picture = path.join(import.meta.dirname, '../results/pages/toast-over.320.large.png');

/** A toast on a small screen with large letters covers nothing that has the focus, when it comes and for as long as it stands; of a limit it counts down. */
export async function clearOfToasts(browser: Browser, baseURL: string): Promise<void> {
  const context = await browser.newContext({ baseURL, viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await signIn(page, 'anna');
  await test.step('toasts, over nothing that has the focus', async () => {
    await page.goto('/account');
    await page.route('**/v1/session/sign-out-everywhere', (route) => route.fulfill(problem('rate_limited', 50)));
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    const button = page.getByRole('button', { name: 'Sign out everywhere' });
    // where a toast will stand
    await button.evaluate((e) => scrollBy(0, e.getBoundingClientRect().bottom - 540));
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out on all devices' }).press('Enter');
    const toast = page.locator('[data-floating]');
    await expect(toast.getByRole('timer')).toHaveText(/^You can try again in (50|4\d) s\.$/);
    await expect(button).toBeFocused();
    await page.screenshot({ path: picture });
    const [over, under] = await Promise.all([toast.boundingBox(), button.boundingBox()]);
    expect.soft(under!.y + under!.height, 'the end of the button, above the toast').toBeLessThanOrEqual(over!.y);
    expect.soft(await faultsByTab(page), 'by Tab below a toast').toEqual([]);
    await expect(toast.getByRole('timer'), 'it stands as long as it counts').toBeVisible();
  });
  await context.close();
}
