import path from 'node:path';
import { expect, test } from '@playwright/test';
import { signIn } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { say } from '../support/steps.ts';

test('a message whose answers are lost is there once after a reload, and the next ones go', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    await expect.poll(() => server.log()).toContain('Sign in with');
    const nimal = await Person.arrive('nimal', network, server.origin);
    const { page } = nimal;
    await signIn(page, 'nimal');
    await page.getByRole('link', { name: 'Sessions' }).first().click();
    await page.getByRole('link', { name: 'Open the chat with Maya Silva' }).first().click();
    let losing = true;
    let lost = 0;
    await page.route('**/v1/channels/*/messages', async (route) => {
      if (!losing || route.request().method() !== 'POST') return route.continue();
      // this process does not know the name under which the browser finds the server
      await route.fetch({ url: route.request().url().replace(new URL(server.origin).hostname, network.server) });
      await route.abort('connectionreset');
      lost += 1;
    });
    await say(page, 'Did this arrive?');
    await expect.poll(() => lost).toBeGreaterThan(0);
    losing = false;
    await page.reload();
    await say(page, 'And this?');
    for (const text of ['Did this arrive?', 'And this?']) await expect(page.getByRole('log').getByText(text)).toHaveCount(1);
    await expect(page.getByText('Sending…')).toHaveCount(0);
    // nothing of it gets out, and the socket stands
    await page.unrouteAll();
    await page.route('**/v1/channels/*/messages', (route) => (route.request().method() === 'POST' ? route.abort('connectionrefused') : route.continue()));
    await say(page, 'Does this get out?');
    await say(page, 'Or this?');
    const waiting = page.getByRole('article', { name: 'Your message, perhaps sent' });
    await expect(waiting).toContainText('It is sent again by itself', { timeout: 20_000 });
    await expect(page.getByText('This is sent by itself after the one before it.')).toBeVisible();
    await page.screenshot({ path: path.join(import.meta.dirname, '../results/pages/chat-no-answer.png') });
    await page.unrouteAll();
    await waiting.getByRole('button', { name: 'Stop trying' }).click();
    await expect(page.getByRole('log').getByText('Or this?')).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Stop trying' })).toHaveCount(0);
    await expect(page.getByRole('log').getByText('Does this get out?')).toHaveCount(0);
    await nimal.leave();
  } finally {
    await server.stop();
  }
});
