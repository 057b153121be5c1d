import path from 'node:path';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { arrive, history, signIn, type Things } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const PHONE = { width: 390, height: 844 };
const SIDEWAYS = { width: 844, height: 390 };
const DESK = { width: 1440, height: 900 };
const pictures = path.join(import.meta.dirname, '../results/reach');

test('what somebody needs stays in reach: on a phone, in a call, and without a connection', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const things = await history(server.base);
    const browser = await launch('reach', network, server.origin);
    await touch(browser, server.origin, things);
    const [maya, nimal, sara] = await Promise.all((['maya', 'nimal', 'nimal'] as const).map(async (who) => (await arrive(browser, server.origin, who)).page));
    await widths(maya!, nimal!, things);
    await call(maya!, nimal!, sara!, things);
    await cutOff(server, maya!, nimal!, sara!);
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** A finger has no hover: a message's tools come with a tap, and take no room before or after it. */
async function touch(browser: Browser, baseURL: string, { channel }: Things): Promise<void> {
  const context = await browser.newContext({ baseURL, viewport: PHONE, isMobile: true, hasTouch: true, reducedMotion: 'reduce' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await signIn(page, 'nimal');
  await page.goto(`/chat/${channel}`);
  for (const text of ['First of two', 'Second of two']) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.getByRole('button', { name: 'Send' }).tap();
  }
  const message = page.getByRole('article').filter({ hasText: 'Second of two' });
  const tools = message.getByRole('group');
  const shown = (): Promise<number> => page.getByRole('article').getByRole('group').evaluateAll((all) => all.filter((one) => getComputedStyle(one).opacity !== '0').length);
  await test.step('a message has the height of its line, and its tools only when it is tapped', async () => {
    await expect(tools).toHaveCount(1);
    expect(await shown()).toBe(0);
    const before = (await message.boundingBox())!.height;
    expect(before).toBeLessThanOrEqual(40);
    await message.getByText('Second of two').tap();
    await expect.poll(shown).toBe(1);
    await expect(tools).toHaveCSS('opacity', '1');
    expect((await message.boundingBox())!.height).toBe(before);
    const button = message.getByRole('button', { name: 'React' });
    const { width, height } = (await button.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    await page.screenshot({ path: path.join(pictures, 'tools.png') });
    await button.tap();
    await message.getByRole('button', { name: 'React with 🎉' }).tap();
    await expect(message.getByRole('button', { name: '🎉 1' })).toBeVisible();
  });

  await test.step('with letters twice as large the field stands above the tabs, and the buttons of a toast are whole', async () => {
    await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    const [field, tabs] = [page.getByRole('form', { name: 'Write a message' }), page.getByRole('navigation', { name: 'Tabs' })];
    await expect(async () => {
      const [above, below] = [await box(field), await box(tabs)];
      expect(above.y + above.height).toBeLessThanOrEqual(below.y);
    }).toPass({ timeout: 5_000 });
    await message.getByText('Second of two').tap();
    await message.getByRole('button', { name: 'Delete message' }).tap();
    const toast = page.locator('[data-toasts]');
    const undo = toast.getByRole('button', { name: 'Undo' });
    await expect(undo).toBeVisible();
    expect(await undo.evaluate((e) => e.scrollWidth - e.clientWidth)).toBeLessThanOrEqual(0);
    expect((await box(toast.getByRole('button', { name: 'Dismiss' }).locator('svg'))).width).toBeGreaterThanOrEqual(16);
    await page.screenshot({ path: path.join(pictures, 'toast.large.png') });
    await undo.tap();
    await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  });
  await context.close();
}

/** Each step of a call stands where the one before it stood. */
async function widths(maya: Page, nimal: Page, { room }: Things): Promise<void> {
  const head = (page: Page): Promise<{ x: number; width: number }> => page.getByRole('main').locator('header').first().evaluate((e) => {
    const { x, width } = e.getBoundingClientRect();
    return { x, width };
  });
  const join = async (page: Page): Promise<void> => {
    await page.setViewportSize(DESK);
    await page.goto(`/calls/${room}`);
    await expect(page.getByLabel('Your camera')).toBeVisible();
  };
  await test.step('the pages of a call have one width', async () => {
    await join(maya);
    await maya.getByRole('button', { name: 'Join call' }).click();
    await join(nimal);
    const preview = await head(nimal);
    expect(preview.width).toBe(608);
    await nimal.getByRole('button', { name: 'Join call' }).click();
    await expect(nimal.getByText('The host is in the room and sees that you are here.')).toBeVisible();
    expect(await head(nimal)).toEqual(preview);
    const told = nimal.waitForResponse(/\/v1\/mentoring-sessions\//);
    await nimal.getByRole('button', { name: 'Leave' }).click();
    await expect(nimal.getByRole('heading', { name: 'You left the call' })).toBeVisible();
    expect(await head(nimal)).toEqual(preview);
    // who was in the lobby only has nothing to rate, also when the server has said so
    await (await told).finished();
    await nimal.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await expect(nimal.getByText('You can rate')).toHaveCount(0);
    // known by now
    await nimal.goto(`/calls/${room}`);
    await maya.getByRole('button', { name: 'Admit Nimal Fernando' }).click();
    await expect(nimal.getByText('2 in the call')).toBeVisible();
  });
}

async function call(maya: Page, nimal: Page, beside: Page, { channel }: Things): Promise<void> {
  await test.step('the own picture lies within the other\u2019s, and a phone on its side is all call', async () => {
    for (const size of [DESK, SIDEWAYS]) {
      await nimal.setViewportSize(size);
      await expect(async () => {
        const [own, other] = await Promise.all([box(nimal.getByLabel('Your camera')), box(nimal.getByRole('figure'))]);
        expect(own.x + own.width).toBeLessThanOrEqual(other.x + other.width);
        expect(own.y + own.height).toBeLessThanOrEqual(other.y + other.height);
        expect(own.x).toBeGreaterThan(other.x);
      }).toPass();
      await nimal.screenshot({ path: path.join(pictures, `call.${size.width}.png`) });
    }
    await expect(nimal.getByRole('navigation', { name: 'Main' })).toBeHidden();
    await nimal.setViewportSize(DESK);
    await expect(nimal.getByRole('navigation', { name: 'Main' })).toBeVisible();
  });

  await test.step('who shares their screen sees that they do', async () => {
    const sign = nimal.getByText('You are sharing your screen');
    await nimal.getByRole('button', { name: 'Share screen' }).click();
    await expect(sign).toBeVisible();
    await nimal.screenshot({ path: path.join(pictures, 'sharing.png') });
    const screen = maya.getByLabel('Screen of Nimal Fernando', { exact: true });
    for (const size of [DESK, SIDEWAYS]) {
      await maya.setViewportSize(size);
      await expect(async () => expect(await overhang(screen), 'all of the screen is seen').toBeLessThanOrEqual(0)).toPass({ timeout: 5_000 });
    }
    await maya.setViewportSize(DESK);
    await nimal.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(sign).toBeHidden();
    await expect(nimal.getByRole('button', { name: 'Share screen' })).toBeVisible();
    await expect(maya.getByLabel('Screen of Nimal Fernando', { exact: true })).toBeHidden();
  });

  await test.step('what is said in the closed chat is counted on its button', async () => {
    await beside.goto(`/chat/${channel}`);
    const button = maya.getByRole('toolbar').getByRole('button', { name: 'Chat' });
    // what was read is no more counted anywhere
    const all = maya.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Chat/ });
    await button.click();
    await expect(all).toHaveAccessibleName('Chat');
    await button.click();
    await expect(button).toHaveAccessibleName('Chat');
    await beside.getByRole('textbox', { name: 'Message' }).fill('Look at page two.');
    await beside.keyboard.press('Enter');
    await expect(button).toHaveAccessibleName('Chat, 1 unread');
    await maya.screenshot({ path: path.join(pictures, 'unread.png') });
    await button.click();
    await expect(maya.getByRole('log').getByText('Look at page two.')).toBeVisible();
    await expect(all).toHaveAccessibleName('Chat');
    await button.click();
    await expect(button).toHaveAccessibleName('Chat');
  });
}

async function cutOff(server: Server, maya: Page, nimal: Page, beside: Page): Promise<void> {
  await test.step('without a connection the banner pushes nothing off the screen, and nobody is said to be there', async () => {
    await maya.goto(new URL(beside.url()).pathname);
    await expect(beside.getByText('Maya Silva (online)')).toBeVisible();
    await nimal.getByRole('toolbar').getByRole('button', { name: 'Chat' }).click();
    await expect(nimal.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await server.kill();
    for (const page of [nimal, beside]) await expect(page.getByText('No connection. Trying again…')).toBeVisible();
    await expect(beside.getByText('(online)')).toHaveCount(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const size of [DESK, PHONE]) {
        for (const [name, page] of [['call', nimal], ['chat', beside]] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.setViewportSize(size);
          const wanted = [page.getByRole('textbox', { name: 'Message' }), page.getByRole('button', { name: 'Send' })];
          if (name === 'call') wanted.push(page.getByRole('button', { name: 'Leave call' }), page.getByRole('button', { name: /^(Mute|Unmute) microphone$/ }));
          for (const control of wanted) await expect(async () => expect(await reached(control)).toBe('whole')).toPass({ timeout: 5_000 });
          await page.screenshot({ path: path.join(pictures, `cut-off.${name}.${size.width}.${colorScheme}.png`) });
        }
      }
    }
  });

  await test.step('a page whose code cannot come waits for it, and what is on the screen stays', async () => {
    await beside.setViewportSize(DESK);
    await beside.getByRole('textbox', { name: 'Message' }).fill('half a sentence');
    const link = beside.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Become a mentor' });
    const failed = beside.waitForEvent('requestfailed', (request) => request.url().includes('/assets/apply'));
    await link.hover();
    await failed;
    await beside.waitForEvent('requestfailed', (request) => request.url().includes('/assets/apply'));
    await expect(beside.getByRole('textbox', { name: 'Message' })).toHaveValue('half a sentence');
    await link.click();
    await server.start('demo');
    await expect(beside.getByRole('heading', { name: 'Become a mentor', level: 1 })).toBeVisible({ timeout: 30_000 });
  });
}

const box = async (of: Locator): Promise<{ x: number; y: number; width: number; height: number }> => (await of.boundingBox())!;

/** How many pixels of a picture its tile cuts off. */
const overhang = (of: Locator): Promise<number> => of.evaluate((e) => {
  const video = e instanceof HTMLVideoElement ? e : e.querySelector('video')!;
  const [inner, outer] = [video.getBoundingClientRect(), video.closest('figure')!.getBoundingClientRect()];
  return Math.max(inner.bottom - outer.bottom, outer.top - inner.top, inner.right - outer.right, outer.left - inner.left);
});

/** Whether all of it is on the screen, without scrolling, and nothing lies over it. */
const reached = (control: Locator): Promise<string> => control.evaluate((e) => {
  const { left, right, top, bottom } = e.getBoundingClientRect();
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return `off the screen: ${Math.round(top)} to ${Math.round(bottom)} of ${innerHeight}`;
  for (const y of [top + 2, (top + bottom) / 2, bottom - 2]) {
    const over = document.elementFromPoint((left + right) / 2, y);
    if (over !== e && !e.contains(over)) return `covered by ${over?.outerHTML.slice(0, 80)}`;
  }
  return 'whole';
});
