import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { apiOf, arrive, furnish, PASSWORD, signIn, type Things } from '../support/demo.ts';
import { clearOfToasts } from '../support/clear.ts';
import { wholeDates } from '../support/dates.ts';
import { largeChat } from '../support/large.ts';
import { look, lookInSinhala } from '../support/look.ts';
import { lowChat } from '../support/low.ts';
import { moved, watchMoves } from '../support/moves.ts';
import { Network } from '../support/network.ts';
import { ROWS, type Row } from '../support/pages.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { matchesSnapshot } from '../support/snapshot.ts';
import { tabBar } from '../support/tabs.ts';
import { faultsByTab } from '../support/tab-walk.ts';
import { smallOnPhone } from '../support/touch.ts';

/** Not the other journeys', so that both can run at once. */
/** What rounding may move a row by; not a line. */
const LINE_PX = 2;
/** Cumulative layout shift: what moves is aimed at by a finger. */
const MOST_MOVED = 0.02;
/** Longer than a phone, with fields to its end. */
const LONG = new Set<string | null>(['/account', '/profile']);
const ONLY = process.env.PAGES ? new RegExp(process.env.PAGES) : /./;

test('every route has a page in the walk', () => {
  const routes = readFileSync(path.join(import.meta.dirname, '../../src/shell/routes.ts'), 'utf8').matchAll(/ path: '([^']+)'/g);
  const walked = new Set(ROWS.map((row) => row.route));
  expect([...routes].map(([, route]) => route!).filter((route) => !walked.has(route))).toEqual([]);
});

test('every page stands in both themes, wide and narrow, and in Sinhala', async () => {
  test.setTimeout(420_000);
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const things = await furnish(base);
    const browser = await launch('pages', network, server.origin);
    const people = [...new Set(ROWS.map((row) => row.as))];
    // two at a time, as there are cores
    const take = async (): Promise<void> => {
      for (let who = people.shift(); who; who = people.shift()) await walk(browser, server.origin, who, things);
    };
    await Promise.all([take(), take()]);
    await stand(browser, server.origin, base, things);
    if (ONLY.test('chat, large')) await largeChat(browser, server.origin, things);
    if (ONLY.test('chat, low')) await lowChat(browser, server.origin, things);
    if (ONLY.test('dates')) await wholeDates(browser, server.origin, things);
    if (ONLY.test('toasts')) await clearOfToasts(browser, server.origin);
    if (ONLY.test('tabs')) await tabBar(browser, server.origin);
    await meet(browser, server.origin, things);
    await scrollBack(browser, server.origin, things);
    await comeBack(browser, server.origin, base);
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** One person's pages, one after the other. */
async function walk(browser: Browser, origin: string, who: Row['as'], things: Things): Promise<void> {
  const rows = ROWS.filter((row) => row.as === who && ONLY.test(row.name));
  if (rows.length === 0) return;
  const { page, said } = await arrive(browser, origin, who);
  for (const row of rows) {
    await test.step(row.name, async () => {
      await row.before?.(page);
      await page.goto(row.path(things));
      await expect(page.getByText(row.shows).or(page.getByRole('link', { name: row.shows })).first()).toBeVisible();
      await row.act?.(page);
      const whole = ROWS.find(({ route }) => route === row.route) === row;
      await look(page, row.name, whole);
      expect.soft(await smallOnPhone(page), `too small for a finger on ${row.name}`).toEqual([]);
      if (whole) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await matchesSnapshot(page, row.name);
        // after that a long conversation is a short one
        expect.soft(await faultsByTab(page), `${row.name} by keyboard`).toEqual([]);
        if (LONG.has(row.route)) {
          await page.setViewportSize({ width: 320, height: 640 });
          expect.soft(await faultsByTab(page), `${row.name} by the keyboard of a phone`).toEqual([]);
        }
      }
      await lookInSinhala(page, row.name, whole);
      await page.unrouteAll();
      expect.soft(said.splice(0).filter((line) => !row.expected?.test(line)), `what ${row.name} says`).toEqual([]);
    });
  }
  await page.context().close();
}

/** Nothing on a phone's page moves by itself while what it asks for comes. */
async function stand(browser: Browser, baseURL: string, base: string, things: Things): Promise<void> {
  const context = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await signIn(page, 'nimal');
  await watchMoves(page);
  const stands = (name: string, path: string, shows: Locator) => test.step(`${name} stands still`, async () => {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(shows).toBeVisible();
    await settled(page);
    const { sum, what } = await moved(page);
    expect.soft(sum, `what moves on ${name}: ${what.join(' | ')}`).toBeLessThanOrEqual(MOST_MOVED);
  });
  for (const row of ROWS.filter(({ as, route, name, before, expected }) => as === 'nimal' && route && !before && !expected && ONLY.test(name))) {
    await stands(row.name, row.path(things), page.getByText(row.shows).or(page.getByRole('link', { name: row.shows })).first());
  }
  // their heads have the most to say
  for (const [width, language] of [[320, 'en'], [320, 'si'], [390, 'si']] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
    const main = page.getByRole('main');
    if (ONLY.test('chat')) await stands(`chat, ${width} px, ${language}`, `/chat/${things.channel}`, main.getByRole('article').last());
    if (!ONLY.test('notifications')) continue;
    await lateNews(page, base);
    await stands(`notifications, ${width} px, ${language}`, '/notifications', main.getByRole('listitem').first());
    await page.unrouteAll();
  }
  await context.close();
  for (const language of ['en', 'si'] as const) await standAtFirst(browser, baseURL, language);
}

const after = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** From the next page on, how many notifications are new, and what they are about, comes after the list of them. */
async function lateNews(page: Page, base: string): Promise<void> {
  const known = await (await apiOf(base, 'nimal')).get<object>('/notifications?limit=1');
  await page.route(/notifications\?limit=1$/, (route) => after(1200).then(() => route.fulfill({ json: { ...known, unread: 1 } })));
  await page.route('**/v1/mentoring-*', (route) => after(600).then(() => route.continue()));
}

const ATKINSON = '1em "Atkinson Hyperlegible Next Variable"';
const LETTERS = { en: [ATKINSON], si: [ATKINSON, '400 1em "Noto Sans Sinhala"', '600 1em "Noto Sans Sinhala"'] };

/** With letters whose fonts this device has not seen yet. */
async function standAtFirst(browser: Browser, baseURL: string, language: keyof typeof LETTERS): Promise<void> {
  if (!ONLY.test('today')) return;
  await test.step(`today stands still in ${language}, met for the first time`, async () => {
    const context = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'reduce', serviceWorkers: 'block' });
    const page = await context.newPage();
    await signIn(page, 'nimal');
    await page.evaluate((language) => localStorage.setItem('lyceum.language', language), language);
    await watchMoves(page);
    await (await context.newCDPSession(page)).send('Network.setCacheDisabled', { cacheDisabled: true });
    // whether a page moves depends on where its lines break; that it is not drawn without its letters does not
    await page.addInitScript((fonts) => {
      const spoken = new MutationObserver(() => {
        document.documentElement.dataset.letters = fonts.map((font) => document.fonts.check(font, 'අ A 1')).join();
        spoken.disconnect();
      });
      spoken.observe(document, { attributes: true, subtree: true, attributeFilter: ['lang'] });
    }, LETTERS[language]);
    await page.goto('/', { waitUntil: 'networkidle' });
    await expect(page.locator(`html[lang=${language}] main h1`)).toBeVisible();
    expect.soft(await page.locator('html').getAttribute('data-letters'), 'its letters are there as it is drawn').toBe(LETTERS[language].map(() => true).join());
    await settled(page);
    const { sum, what } = await moved(page);
    expect.soft(sum, `what moves: ${what.join(' | ')}`).toBeLessThanOrEqual(MOST_MOVED);
    await context.close();
  });
}

/** The call, from the empty room to its end. */
async function meet(browser: Browser, origin: string, { room }: Things): Promise<void> {
  if (!ONLY.test('call')) return;
  const [maya, nimal] = await Promise.all([arrive(browser, origin, 'maya'), arrive(browser, origin, 'nimal')]);
  for (const { page } of [maya, nimal]) {
    await page.goto(`/calls/${room}`);
    await expect(page.getByLabel('Your camera')).toBeVisible();
    await page.getByRole('button', { name: 'Join call' }).click();
  }
  await expect(nimal.page.getByText('Waiting for the host')).toBeVisible();
  await look(nimal.page, 'call, in the lobby');
  await expect(maya.page.getByText('waits to come in')).toBeVisible();
  await look(maya.page, 'call, somebody waits');
  await maya.page.getByRole('button', { name: 'Admit Nimal' }).click();
  await expect(nimal.page.getByLabel('Camera of Maya Silva', { exact: true }).and(nimal.page.locator('video'))).toBeVisible();
  await look(nimal.page, 'call');
  await maya.page.getByRole('button', { name: 'Chat' }).click();
  await expect(maya.page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await look(maya.page, 'call, with chat');
  await nimal.page.getByRole('button', { name: 'Leave call' }).click();
  await look(nimal.page, 'call, left');
  for (const { said } of [maya, nimal]) expect.soft(said, 'what the call says').toEqual([]);
}

/** Earlier messages come above what is read, which stays where it is. */
async function scrollBack(browser: Browser, origin: string, { channel }: Things): Promise<void> {
  if (!ONLY.test('history')) return;
  const { page } = await arrive(browser, origin, 'nimal');
  await page.goto(`/chat/${channel}`);
  const rows = page.getByRole('log').getByRole('article');
  const earlier = page.getByRole('button', { name: 'Load earlier messages' });
  await page.route('**/messages?*before*', (route) => route.fulfill({ status: 503, json: { code: 'busy' } }), { times: 1 });
  await earlier.click();
  await expect(page.getByRole('log').getByRole('alert'), 'why they did not come').toBeVisible();
  await page.reload();
  for (let count = 50; count <= 200; count += 50) {
    await expect(rows.last()).toHaveAttribute('aria-setsize', String(count));
    await earlier.scrollIntoViewIfNeeded();
    await settled(page);
    const read = page.getByRole('log').getByText((await rows.nth(3).locator('p').last().textContent())!, { exact: true });
    const before = (await read.boundingBox())!.y;
    await earlier.click();
    await expect(rows.last()).not.toHaveAttribute('aria-setsize', String(count));
    await settled(page);
    expect.soft(Math.abs((await read.boundingBox())!.y - before), `place kept over ${count} messages`).toBeLessThanOrEqual(LINE_PX);
  }
  await expect(earlier).toBeHidden();
}

/** Rows that came into sight have their real height, and what follows from it is done. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 8; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
}

/** Signed out from elsewhere in the middle of a form: sign in over it, and it goes on. */
async function comeBack(browser: Browser, origin: string, base: string): Promise<void> {
  if (!ONLY.test('signed out')) return;
  const { page } = await arrive(browser, origin, 'sara');
  await page.goto('/profile');
  await page.getByRole('textbox', { name: 'About you' }).fill('Half a sentence');
  await (await apiOf(base, 'sara')).post('/session/sign-out-everywhere', {});
  const over = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(over).toBeVisible();
  await look(page, 'signed out in the middle');
  await over.getByLabel('Password').fill(PASSWORD);
  await over.getByRole('button', { name: 'Sign in' }).click();
  await expect(over).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'About you' })).toHaveValue('Half a sentence');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
}
