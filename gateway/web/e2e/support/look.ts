import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const pictures = path.join(import.meta.dirname, '../results/pages');

/** A theme changes colours and nothing else, so the second of a width is asked for those only. */
const COLOUR = ['color-contrast'];

const VIEWS = [
  { colorScheme: 'light', width: 1440, height: 900, rules: null },
  { colorScheme: 'dark', width: 1440, height: 900, rules: COLOUR },
  { colorScheme: 'dark', width: 390, height: 844, rules: null },
  { colorScheme: 'light', width: 390, height: 844, rules: COLOUR },
] as const;

/**
 * Looks at a page as it stands, in both themes, wide and narrow: nothing for axe, nothing wider than the screen; leaves a picture of each.
 * A mere state of a page is looked at twice: wide and light, narrow and dark.
 */
export async function look(page: Page, name: string, whole = false): Promise<void> {
  for (const { colorScheme, width, height, rules } of VIEWS.filter((view) => whole || view.rules === null)) {
    const view = `${name} (${colorScheme}, ${width} px)`;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
    const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join('; ')}`);
    expect.soft(found, `axe on ${view}`).toEqual([]);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${view}`).toBeLessThanOrEqual(width);
    await page.screenshot({ path: path.join(pictures, `${name.replace(/\W+/g, '-')}.${width}.${colorScheme}.png`), fullPage: true });
  }
}

/** What a page says that it should not: errors on its console, and breaches of the content security policy. */
export async function listen(page: Page): Promise<string[]> {
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return said;
}
