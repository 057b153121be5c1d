import { expect, test } from '@playwright/test';
import { ask, giveReason, press } from '../support/agree.ts';
import { Api } from '../support/api.ts';
import { apiOf, arrive, EMAILS, history, PASSWORD } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const PORT = 18_461;
const DAY_MS = 24 * 60 * 60_000;

test('where no live connection gets through, a refusal brings what is so now', async () => {
  const network = Network.loopback();
  const server = new Server(network, PORT);
  try {
    await server.start('demo');
    const base = `http://${network.server}:${PORT}`;
    const browser = await launch('outdated', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'ruwan');
    const [{ open }, student] = await Promise.all([history(base), apiOf(base, 'nimal')]);
    await page.routeWebSocket(/.*/, () => {});
    const main = page.getByRole('main');
    const withdrawnMeanwhile = async (days: number): Promise<void> => {
      const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + days * DAY_MS);
      await page.goto(`/requests/${id}`);
      await expect(main.getByRole('button', { name: 'Accept' })).toBeVisible();
      await student.post(`/mentoring-requests/${id}/withdraw`, {});
    };
    const isShownAsItIs = async (): Promise<void> => {
      await expect(main.getByText('Withdrawn', { exact: true })).toBeVisible();
      for (const name of ['Accept', 'Propose another time', 'Decline']) await expect(main.getByRole('button', { name })).toHaveCount(0);
    };

    await test.step('of what is done at once', async () => {
      await withdrawnMeanwhile(3);
      await press(page, 'Accept');
      await expect(main.getByText('This request is closed already.')).toBeVisible();
      await isShownAsItIs();
    });

    await test.step('of what waits for its undo', async () => {
      await withdrawnMeanwhile(4);
      await press(page, 'Decline');
      await giveReason(page, 'I am abroad.', 'Decline request');
      await press(page, 'Dismiss');
      await expect(page.getByText('This request is closed already.')).toBeVisible();
      await isShownAsItIs();
    });

    await test.step('what was begun for it is let go: nobody could send it or throw it away', async () => {
      const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 5 * DAY_MS);
      const kept = (): Promise<string[]> => page.evaluate((id) => Object.entries(localStorage).filter(([key]) => key.includes(id)).map(([, value]) => value), id);
      await page.goto(`/requests/${id}`);
      await press(page, 'Decline');
      await page.getByRole('textbox', { name: 'Reason' }).fill('I am abroad.');
      await page.reload();
      await expect(main.getByRole('button', { name: 'Decline' })).toBeVisible();
      expect(await kept()).toContain('I am abroad.');
      await student.post(`/mentoring-requests/${id}/withdraw`, {});
      await page.reload();
      await isShownAsItIs();
      await expect.poll(kept).toEqual([]);
    });

    await test.step('of what goes from its list', async () => {
      const { page } = await arrive(browser, server.origin, 'admin');
      const [anna, admin] = await Promise.all([Api.signUp(base, 'demo', { email: EMAILS.anna, password: PASSWORD, display_name: 'Anna Perera' }), apiOf(base, 'admin')]);
      const { user } = await anna.post<{ user: { id: string } }>('/mentor-applications', { topics: ['Chemistry'], headline: 'Laboratories', motivation: 'To give back.' });
      await page.routeWebSocket(/.*/, () => {});
      await page.goto('/approvals');
      await expect(page.getByRole('button', { name: 'Approve Anna Perera' })).toBeVisible();
      await admin.post(`/mentor-applications/${user.id}/decline`, { reason: 'Not this year.' });
      await press(page, 'Approve Anna Perera');
      await expect(page.getByRole('button', { name: 'Approve Anna Perera' })).toHaveCount(0);
      await expect(page.locator('[data-toasts]')).toContainText('decided');
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});
