import { expect, test } from '@playwright/test';
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
