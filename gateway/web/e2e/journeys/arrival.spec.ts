import { expect, test } from '@playwright/test';
import { apiOf, arrive } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const HOUR_MS = 60 * 60_000;
const QUARTER_MS = HOUR_MS / 4;

test('somebody arrives: the focus is in the page, also by a server that is busy, and by a clock that is wrong', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const browser = await launch('arrival', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'sara');

    await test.step('after the sign-in the page is read from its start', async () => {
      await expect(page.getByRole('main')).toBeFocused();
    });

    await test.step('a page that is opened by its address leaves the focus to the browser', async () => {
      await page.reload();
      await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
      await expect(page.getByRole('main')).not.toBeFocused();
    });

    await test.step('a server that is busy for a while is asked again', async () => {
      await page.route('**/v1/session/refresh', (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }), { times: 2 });
      await page.goto('/sessions');
      await expect(page.getByRole('heading', { name: 'Sessions', exact: true })).toBeVisible();
    });

    await test.step('one that stays so is said, and how to go on', async () => {
      await page.route('**/v1/session/refresh', (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }));
      await page.goto('/sessions');
      await expect(page.getByRole('heading', { name: 'This is not available right now.' })).toBeVisible();
      await page.unrouteAll();
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.getByRole('heading', { name: 'Sessions', exact: true })).toBeVisible();
    });

    await test.step('by a clock that is hours ahead what comes soon is still to come', async () => {
      const [ruwan, sara] = await Promise.all([apiOf(base, 'ruwan'), apiOf(base, 'sara')]);
      const { id: mentor_id } = await ruwan.get<{ id: string }>('/me');
      const start = new Date(Math.ceil(Date.now() / QUARTER_MS) * QUARTER_MS + 2 * HOUR_MS);
      const time = { start: start.toISOString(), end: new Date(start.getTime() + QUARTER_MS).toISOString() };
      const { id } = await sara.post<{ id: string }>('/mentoring-requests', { mentor_id, topic: 'Physics', message: 'Soon?', times: [time] });
      await ruwan.post(`/mentoring-requests/${id}/accept`, { time });
      await page.clock.install({ time: Date.now() + 4 * HOUR_MS });
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Physics with Ruwan' })).toBeVisible();
      await expect(page.getByText('in 2 hr.')).toBeVisible();
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});
