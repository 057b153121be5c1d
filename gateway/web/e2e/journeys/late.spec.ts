import { expect, test, type Page } from '@playwright/test';
import { arrive, history } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

test('a page whose code is late says so in its own place, and comes by itself', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    await history(server.base);
    const browser = await launch('late', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    const context = page.context();
    const main = page.getByRole('main');
    const go = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).focus().then(() => page.keyboard.press('Enter'));
    const heading = (name: string) => main.getByRole('heading', { name, level: 1 });
    const loading = main.getByRole('status', { name: 'Loading' });

    await test.step('on a slow network its heading and a skeleton stand there, in place of the page before', async () => {
      for (const [name, there] of [['Requests', 'Calculus with Maya Silva'], ['Sessions', 'No past sessions']] as const) {
        const release = await hold(page);
        await go(name);
        await expect(heading(name)).toBeVisible();
        await expect(main.getByRole('heading', { level: 1 })).toHaveCount(1);
        await expect(loading).toBeVisible();
        await expect(page).toHaveTitle(`${name} · Lyceum`);
        await expect(main).not.toContainText(there);
        if (name === 'Requests') await look(page, 'a page that is late');
        await page.setViewportSize({ width: 1280, height: 720 });
        await release();
        await expect(main).toContainText(there);
        await expect(loading).toHaveCount(0);
      }
    });

    await test.step('offline it says so; back leads back, and it opens without a reload when the network is there', async () => {
      await page.evaluate(() => { document.documentElement.dataset.same = ''; });
      await context.setOffline(true);
      await go('Become a mentor');
      await expect(heading('You are offline')).toBeVisible();
      await expect(main).toContainText('The page opens by itself as soon as there is a connection.');
      await expect(main.getByRole('heading', { name: 'Sessions' })).toHaveCount(0);
      await look(page, 'a page that is late, offline');
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.goBack();
      await expect(heading('Sessions')).toBeVisible();
      await page.goForward();
      await expect(heading('You are offline')).toBeVisible();
      await context.setOffline(false);
      await expect(page.getByRole('button', { name: 'Send application' })).toBeVisible();
      await expect(heading('Become a mentor')).toBeVisible();
    });

    await test.step('a killed server is told from that', async () => {
      await server.kill();
      await go('Notifications');
      await expect(heading('This page did not open')).toBeVisible();
      await expect(main).toContainText('The server cannot be reached.');
      await server.start('demo');
      await expect(heading('Notifications')).toBeVisible();
      await expect(page.locator('html[data-same]'), 'the same document').toBeAttached();
    });

    await test.step('so it is before the sign-in', async () => {
      const { page: door } = await arrive(browser, server.origin, 'nobody');
      await door.goto('/o/demo/sign-in');
      await expect(door.getByText('Demo College')).toBeVisible();
      const release = await hold(door);
      await door.getByRole('link', { name: 'Create an account' }).focus();
      await door.keyboard.press('Enter');
      await expect(door.getByRole('main').getByRole('status', { name: 'Loading' })).toBeVisible();
      await expect(door.getByRole('heading')).toHaveText('Loading');
      await look(door, 'a door that is late');
      await release();
      await expect(door.getByRole('heading', { name: 'Create an account' })).toBeVisible();
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** Keeps back every file of the program that is asked for from now on, until it is let go. */
async function hold(page: Page): Promise<() => Promise<void>> {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route('**/assets/**', async (route) => {
    await held;
    await route.continue();
  });
  return async () => {
    release();
    await page.unrouteAll({ behavior: 'wait' });
  };
}
