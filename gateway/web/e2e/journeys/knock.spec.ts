import { expect, test, type Locator, type Page } from '@playwright/test';
import { press } from '../support/agree.ts';
import { arrive, history } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

test('a mentor is told on every page who has come to the call, once, for as long as they are there', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { room } = await history(server.base);
    const browser = await launch('knock', network, server.origin);
    const [{ page: maya }, { page: nimal }] = await Promise.all([arrive(browser, server.origin, 'maya'), arrive(browser, server.origin, 'nimal')]);
    const toasts = maya.locator('[data-toasts]');
    const waits = toasts.getByText('Nimal Fernando waits to come in');

    await test.step('who knocks', async () => {
      await goTo(maya, 'Requests');
      await nimal.goto(`/calls/${room}`);
      await join(nimal);
      await expect(waits).toBeVisible();
      await look(maya, 'requests, somebody waits');
      await maya.setViewportSize({ width: 1280, height: 800 });
      await goTo(maya, 'Sessions');
      await expect(waits).toBeVisible();
    });

    await test.step('once where the page says it itself', async () => {
      await goTo(maya, 'Today');
      await expect(maya.getByRole('main').getByText('Nimal Fernando waits to come in')).toBeVisible();
      await expect(waits).toHaveCount(0);
    });

    await test.step('no more when it was dismissed, and again when they come again', async () => {
      await goTo(maya, 'Notifications');
      await press(toasts, 'Dismiss');
      await goTo(maya, 'Sessions');
      await expect(maya.getByRole('list', { name: 'Coming sessions' })).toBeVisible();
      await expect(waits).toHaveCount(0);
      await press(nimal, 'Leave');
      await press(nimal, 'Rejoin');
      await expect(waits).toBeVisible();
    });

    await test.step('from there to the call, and who is in it is told of when one is not', async () => {
      await press(toasts, 'Join the call');
      await expect(maya).toHaveURL(new RegExp(`/calls/${room}$`));
      await expect(waits).toHaveCount(0);
      await join(maya);
      await press(maya, 'Admit Nimal Fernando');
      await expect(nimal.getByText('2 in the call')).toBeVisible();
      await press(maya, 'Leave call');
      const isIn = await told(maya, toasts);
      await press(nimal, 'Leave call');
      await expect(isIn).toHaveCount(0);
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

async function told(page: Page, toasts: Locator): Promise<Locator> {
  await goTo(page, 'Requests');
  const isIn = toasts.getByText('Nimal Fernando is in the call');
  await expect(isIn).toBeVisible();
  await goTo(page, 'Today');
  await expect(page.getByRole('main').getByText('Nimal Fernando is in the call')).toBeVisible();
  await goTo(page, 'Sessions');
  await expect(isIn).toBeVisible();
  return isIn;
}

/** By the navigation: the page is not loaded anew. */
const goTo = (page: Page, name: string): Promise<void> => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).first().click();

async function join(page: Page): Promise<void> {
  await expect(page.getByLabel('Your camera')).toBeVisible();
  await press(page, 'Join call');
}
