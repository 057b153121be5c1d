import { expect, test, type Locator, type Page, type Route } from '@playwright/test';
import { ask, press } from '../support/agree.ts';
import { apiOf, arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const DAY_MS = 24 * 60 * 60_000;

test('what waits for its undo is sent by a page that goes, also past a service worker that sleeps', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const browser = await launch('sent-as-it-goes', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'ruwan');
    const [things, student] = await Promise.all([history(base), apiOf(base, 'nimal')]);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('ServiceWorker.enable');
    for (const round of [1, 2, 3]) {
      const { id } = await ask(base, 'nimal', 'ruwan', things.open, Date.now() + (2 + round) * DAY_MS);
      await page.goto(`/requests/${id}`);
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await press(page, 'Decline');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('I am abroad.');
      await devtools.send('ServiceWorker.stopAllWorkers');
      await press(dialog, 'Decline request');
      await page.goto('/requests');
      await expect.poll(async () => (await student.get<{ state: string }>(`/mentoring-requests/${id}`)).state).toBe('declined');
    }
    await browser.close();
  } finally {
    await server.stop();
  }
});

test('what is refused after one has left its page says so, and what was written is kept; what a closed tab has left is sent by another', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  const toasts = (page: Page): Locator => page.locator('[data-toasts]');
  const refuse = (route: Route): Promise<void> => route.fulfill({ status: 403, json: { code: 'forbidden', title: 'Forbidden', status: 403 } });
  const leave = (page: Page): Promise<void> => page.getByRole('link', { name: 'Sessions' }).first().click();
  try {
    await server.start('demo');
    const { base } = server;
    const { open, mentor, channel } = await history(base);
    const browser = await launch('left', network, server.origin);

    await test.step('an answer that waited for its undo', async () => {
      const { page } = await arrive(browser, server.origin, 'ruwan');
      const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 3 * DAY_MS);
      await page.goto(`/requests/${id}`);
      await press(page, 'Decline');
      const reason = page.getByRole('dialog').getByLabel('Reason');
      await reason.fill('I am abroad.');
      await press(page.getByRole('dialog'), 'Decline request');
      await leave(page);
      await page.route('**/decline', refuse);
      await press(toasts(page), 'Dismiss');
      await expect(toasts(page)).toContainText('Your account may not do this.');
      await press(toasts(page), 'Dismiss');
      await page.goBack();
      await press(page, 'Decline');
      await expect(reason).toHaveValue('I am abroad.');
      await page.unrouteAll();
      await press(page.getByRole('dialog'), 'Decline request');
      await press(toasts(page), 'Dismiss');
      await expect(page.getByRole('heading', { name: 'Declined' }).or(page.getByText('Declined', { exact: true })).first()).toBeVisible();
      // nothing is left of it that a sign-out would ask about
      await page.getByRole('link', { name: 'Account' }).first().click();
      await press(page, 'Sign out');
      await expect(page).toHaveURL(/sign-in/);
    });

    await test.step('a request that was on its way', async () => {
      const { page } = await arrive(browser, server.origin, 'sara');
      await page.goto(`/mentors/${mentor}`);
      const message = page.getByLabel('What would you like to talk about?');
      await message.fill('Series, please.');
      let answer = (): void => {};
      const left = new Promise<void>((done) => (answer = done));
      await page.route('**/v1/mentoring-requests', async (route) => (route.request().method() === 'POST' ? left.then(() => refuse(route)) : route.continue()));
      await press(page, 'Ask for this time');
      await leave(page);
      await expect(page.getByRole('heading', { name: 'Sessions', level: 1 })).toBeVisible();
      answer();
      await expect(toasts(page)).toContainText('Your account may not do this.');
      await page.goBack();
      await expect(message).toHaveValue('Series, please.');
    });

    await test.step('a message of a tab that was closed', async () => {
      const { page } = await arrive(browser, server.origin, 'nimal');
      const closed = await page.context().newPage();
      await closed.goto(`/chat/${channel}`);
      await closed.route('**/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
      await closed.getByRole('textbox', { name: 'Message' }).fill('Is anybody there?');
      await closed.keyboard.press('Enter');
      await expect(closed.getByRole('log').getByText('Is anybody there?')).toBeVisible();
      await closed.close();
      const maya = await apiOf(base, 'maya');
      const said = async (): Promise<string[]> => (await maya.get<{ items: { text: string }[] }>(`/channels/${channel}/messages`)).items.map(({ text }) => text);
      await expect.poll(async () => (await said()).filter((text) => text === 'Is anybody there?').length).toBe(1);
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});
