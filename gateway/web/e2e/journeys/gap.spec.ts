import { expect, test, type Page } from '@playwright/test';
import { ask } from '../support/agree.ts';
import { arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const DAY_MS = 24 * 60 * 60_000;

test('what could not be read in a short gap of the network is read by itself when that is over', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { request } = await history(server.base);
    const { id: another } = await ask(server.base, 'sara', 'maya', request, Date.now() + 3 * DAY_MS);
    const browser = await launch('gap', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'maya');
    const main = page.getByRole('main');

    await test.step('a request', async () => {
      const row = (id: string) => main.getByRole('link').and(page.locator(`[href="/requests/${id}"]`));
      await page.goto('/requests');
      // the page's code comes with the first
      await row(request).click();
      await expect(main.getByText('Nimal Fernando').first()).toBeVisible();
      await expect(page).toHaveURL(new RegExp(request));
      await page.goBack();
      await inAGap(page, () => row(another).click());
      await expect(main.getByText('Sara Khan').first()).toBeVisible();
    });

    await test.step('a search', async () => {
      await page.goto('/mentors');
      await expect(main.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
      await inAGap(page, () => page.getByRole('searchbox', { name: 'Name' }).fill('ruw'));
      await expect(main.getByRole('link', { name: 'See Ruwan Perera' })).toBeVisible();
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** Does it without a network, which is there again as soon as the page says so. */
async function inAGap(page: Page, act: () => Promise<void>): Promise<void> {
  const told = page.getByRole('main').getByText('The server cannot be reached.');
  await page.context().setOffline(true);
  await act();
  await expect(told).toBeVisible();
  await page.context().setOffline(false);
  await expect(told).toHaveCount(0);
}
