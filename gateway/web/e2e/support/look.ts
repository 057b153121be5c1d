import { readFileSync } from 'node:fs';
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
  // by the same rules as a phone, so it is only looked at whether it fits
  { colorScheme: 'light', width: 320, height: 640, rules: [] },
  { colorScheme: 'dark', width: 320, height: 640, rules: [] },
] as const;

/** Where letters twice as large have the least room: beside the sidebar, and on a phone. */
const LARGE = [1280, 390];
/** Twice as large where a finger presses: 16 px there, and 14 here. */
const LARGEST = (2 * 16) / 14;

/**
 * Looks at a page as it stands, in both themes, wide and narrow: nothing for axe, nothing wider than the screen, also with letters twice as
 * large; leaves a picture of each. A mere state of a page is looked at twice, wide and light, narrow and dark, and whether it fits the narrowest.
 */
export async function look(page: Page, name: string, whole = false): Promise<void> {
  await fits(page, name, 320, 1);
  if (whole) for (const width of LARGE) await fits(page, name, width, 2);
  for (const { colorScheme, width, height, rules } of VIEWS.filter((view) => whole || view.rules === null)) {
    const view = `${name} (${colorScheme}, ${width} px)`;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(drawn);
    if (rules?.length !== 0) {
      const axe = new AxeBuilder({ page }).setLegacyMode();
      const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
      const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join('; ')}`);
      expect.soft(found, `axe on ${view}`).toEqual([]);
    }
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${view}`).toBeLessThanOrEqual(width);
    await page.screenshot({ path: path.join(pictures, `${name.replace(/\W+/g, '-')}.${width}.${colorScheme}.png`), fullPage: true });
  }
}

/**
 * Looks at the same page in Sinhala, on a phone: nothing wider than the screen, no English of the console's own; nothing for axe, and nothing
 * wider with letters twice as large, where the page is looked at `whole`. Leaves a picture, and the page in English.
 */
export async function lookInSinhala(page: Page, name: string, whole: boolean): Promise<void> {
  const view = `${name} (Sinhala)`;
  await speak(page, 'si');
  await page.setViewportSize({ width: NARROW, height: 844 });
  if (whole) {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect.soft(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join('; ')}`), `axe on ${view}`).toEqual([]);
  }
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${view}`).toBeLessThanOrEqual(NARROW);
  expect.soft(await page.evaluate(read).then((texts) => texts.filter((text) => english.has(text))), `English on ${view}`).toEqual([]);
  await page.screenshot({ path: path.join(pictures, `${name.replace(/\W+/g, '-')}.${NARROW}.si.png`), fullPage: true });
  // longer words than English has, where there is the least room
  if (whole) await fits(page, `${name} in Sinhala`, 320, LARGEST);
  await speak(page, 'en');
}

/** A page with pictures that move takes the new theme and size with its next frames. */
async function drawn(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
}

/** Nothing is wider than the screen, and no word of a control is cut off. */
async function fits(page: Page, name: string, width: number, scale: number): Promise<void> {
  const view = `${name} (${width} px, text at ${Math.round(scale * 100)} %)`;
  await page.setViewportSize({ width, height: 800 });
  await page.evaluate(async (size) => {
    document.documentElement.style.setProperty('font-size', size);
    // a stage measures itself, and draws what it found
    for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  }, `${scale * 100}%`);
  expect.soft(await page.evaluate(wider), `wider than ${view}`).toEqual([]);
  expect.soft([...(await page.evaluate(cutOff)), ...(await page.evaluate(cutFields))], `cut off on ${view}`).toEqual([]);
  if (scale > 1) await page.screenshot({ path: path.join(pictures, `${name.replace(/\W+/g, '-')}.${width}.large.png`), fullPage: true });
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
}

/** What makes the page wider than the screen, innermost last. */
export function wider(): string[] {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const all = [...document.querySelectorAll<HTMLElement>('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return all.map((e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)} ${e.innerText?.slice(0, 20) ?? ''}`).slice(-4);
}

/** Buttons, links, labels and headings whose words stand out of their box or of the screen. */
export function cutOff(): string[] {
  const all = [...document.querySelectorAll<HTMLElement>('button, a, label, legend, h1, h2')].filter((e) => e.checkVisibility() && e.innerText.trim() !== '');
  return all.filter((e) => {
    const { left, right, width } = e.getBoundingClientRect();
    // what is for screen readers only, and the skip link, stand aside on purpose
    if (width <= 1 || right < 0) return false;
    return left < -1 || right > innerWidth + 1 || (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline');
  }).map((e) => `${e.tagName.toLowerCase()} ${e.innerText.slice(0, 40)} (${Math.round(e.getBoundingClientRect().right)}; ${e.scrollWidth} in ${e.clientWidth})`);
}

/** Dates and choices that are wider than their field and show no sign of it: each is asked how wide it would be. */
export function cutFields(): string[] {
  const all = [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[type=datetime-local], input[type=date], input[type=time], select')];
  return all.filter((e) => e.checkVisibility() && getComputedStyle(e).textOverflow !== 'ellipsis').flatMap((field) => {
    const twin = field.cloneNode(true) as typeof field;
    if (twin instanceof HTMLSelectElement) twin.replaceChildren(...[...(field as HTMLSelectElement).selectedOptions].map((option) => option.cloneNode(true)));
    else twin.value = field.value;
    twin.style.cssText = 'position: absolute; visibility: hidden; width: max-content';
    field.after(twin);
    const [has, needs] = [field, twin].map((e) => Math.round(e.getBoundingClientRect().width)) as [number, number];
    twin.remove();
    return needs > has + 1 ? [`${field.labels?.[0]?.innerText}: ${needs} in ${has}`] : [];
  });
}

const NARROW = 390;

/** Chosen on this device before, so the page starts in it. */
async function speak(page: Page, language: 'en' | 'si'): Promise<void> {
  await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
  if (language === 'en') return;
  await page.reload({ waitUntil: 'networkidle' });
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  await expect(page.getByRole('status', { name: 'පූරණය වෙමින්' })).toHaveCount(0);
}

/** What the console says in English, and otherwise in Sinhala. */
const english = new Set(
  [...readFileSync(path.join(import.meta.dirname, '../../src/locales/si.po'), 'utf8').matchAll(/^msgid "(.+)"\nmsgstr "(.+)"$/gm)]
    .filter(([, said, translated]) => said !== translated).map(([, said]) => said!),
);

/** The texts and labels of the page. */
function read(): string[] {
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.textContent?.trim() ?? '');
  for (const name of ['aria-label', 'title', 'placeholder', 'alt']) for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name) ?? '');
  return texts;
}

/** To have none is an answer there, but a browser writes down every 404. */
const NONE = /\/v1\/mentor-applications\/mine$/;

/** What a page says that it should not: errors on its console, and breaches of the content security policy. */
export async function listen(page: Page): Promise<string[]> {
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !NONE.test(message.location().url)) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return said;
}
