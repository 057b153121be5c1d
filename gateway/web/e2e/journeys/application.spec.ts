import path from 'node:path';
import { expect, test } from '@playwright/test';
import { apiOf, arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');

test('what somebody applied with elsewhere, while they write another application here, is shown below what they write, and they choose', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    await history(base);
    const [sara, admin] = await Promise.all([apiOf(base, 'sara'), apiOf(base, 'admin')]);
    const { id } = await sara.get<{ id: string }>('/me');
    const apply = (motivation: string) => sara.post('/mentor-applications', { topics: ['Statistics'], headline: 'Numbers that tell stories', motivation });
    const decline = () => admin.post(`/mentor-applications/${id}/decline`, { reason: 'Tell us more.' });
    const browser = await launch('application', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'sara');
    let isDeaf = false;
    await page.routeWebSocket(/realtime/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((frame) => (isDeaf ? undefined : socket.send(frame)));
    });
    await page.reload();
    await apply('I was helped.');
    await decline();
    await page.goto('/become-a-mentor');
    const field = page.getByLabel('Motivation');
    const send = page.getByRole('button', { name: 'Send application' });
    const told = page.getByRole('status').filter({ hasText: 'changed elsewhere meanwhile' });
    await expect(field).toHaveValue('I was helped.');
    await field.fill('I have finished my course.');
    await apply('I teach my sister.');
    await expect(page.getByText('Waiting for review.')).toBeVisible();
    await decline();
    await expect(told).toContainText('“I teach my sister.”');
    await expect(told, 'of what was not touched there is nothing to choose').toHaveCount(1);
    await expect(field).toHaveValue('I have finished my course.');
    await send.click();
    await expect(page.getByRole('button', { name: 'Keep mine' })).toBeFocused();
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: path.join(pictures, `apply-elsewhere.${width}.png`), fullPage: true });
    }
    await page.keyboard.press('Enter');
    await expect(told).toHaveCount(0);
    await expect(field).toBeFocused();
    await send.click();
    await expect(page.getByText('Waiting for review.')).toBeVisible();
    await expect(page.getByText('I have finished my course.')).toBeVisible();

    await decline();
    await expect(field).toHaveValue('I have finished my course.');
    isDeaf = true;
    await apply('I teach my brother, too.');
    await field.fill('I teach both of them.');
    await send.click();
    await expect(page.getByText('This one was not sent; what you wrote is kept.')).toBeVisible();
    await expect(page.getByText('I teach my brother, too.'), 'the other one').toBeVisible();
    await page.screenshot({ path: path.join(pictures, 'apply-met-another.390.png'), fullPage: true });
    await decline();
    await page.reload();
    await expect(field).toHaveValue('I teach both of them.');
    await browser.close();
  } finally {
    await server.stop();
  }
});
