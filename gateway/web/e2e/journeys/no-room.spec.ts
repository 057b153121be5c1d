import { expect, test, type Page } from '@playwright/test';
import { arrive, EMAILS, history, PASSWORD } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

/** No disk has so much room: to the server it is full. */
const ENDLESS = String(2 ** 60);
const UNAVAILABLE = 'This is not available right now. Try again in a moment.';

test('a server whose disk is full: what is there is read, what is written says so, is kept, and goes when there is room', async () => {
  const network = Network.loopback();
  const settings: NodeJS.ProcessEnv = {};
  const server = new Server(network, settings);
  const restart = async (reserve?: string): Promise<void> => {
    await server.kill();
    settings.LYCEUM_STORE_RESERVE_BYTES = reserve;
    await server.start('serve');
  };
  try {
    await server.start('demo');
    const { channel } = await history(server.base);
    const browser = await launch('no-room', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    await restart(ENDLESS);

    await test.step('what is there is read', async () => {
      for (const [address, shows] of [['/sessions', 'Calculus'], [`/chat/${channel}`, 'Bring the sheet']] as const) {
        await page.goto(address);
        await expect(page.getByRole('main').getByText(shows).first()).toBeVisible();
      }
    });
    const told = page.getByRole('log').getByText('The server takes nothing just now. This is sent by itself as soon as it does.');
    await test.step('a message waits, and says so', async () => {
      await page.getByRole('textbox', { name: 'Message' }).fill('Is there room?');
      await page.keyboard.press('Enter');
      await expect(told).toBeVisible();
    });
    const profile = await page.context().newPage();
    await test.step('a form says so, and keeps what was written', async () => {
      await profile.goto('/profile');
      await profile.getByRole('textbox', { name: 'About you' }).fill('There will be room.');
      await profile.getByRole('button', { name: 'Save profile' }).click();
      await expect(profile.getByRole('main').getByRole('alert').filter({ hasText: UNAVAILABLE })).toBeVisible();
      await expect(profile.getByRole('textbox', { name: 'About you' })).toHaveValue('There will be room.');
    });
    await test.step('the door says so', async () => {
      const door = await (await browser.newContext({ baseURL: server.origin, reducedMotion: 'reduce' })).newPage();
      await fillDoor(door);
      await expect(door.getByRole('alert')).toContainText(UNAVAILABLE);
      await door.context().close();
    });

    await restart();
    await test.step('with room again the message goes by itself, once, and the form by one press', async () => {
      await expect(told).toHaveCount(0, { timeout: 30_000 });
      await page.reload();
      await expect(page.getByRole('log').getByText('Is there room?')).toHaveCount(1);
      await profile.getByRole('button', { name: 'Save profile' }).click();
      await expect(profile.getByText(UNAVAILABLE)).toHaveCount(0);
      await profile.reload();
      await expect(profile.getByRole('textbox', { name: 'About you' })).toHaveValue('There will be room.');
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

async function fillDoor(page: Page): Promise<void> {
  await page.goto('/o/demo/sign-in');
  await page.getByLabel('Email').fill(EMAILS.sara);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
