import { expect, test } from '@playwright/test';
import { agree, ask, giveReason, press } from '../support/agree.ts';
import { Api } from '../support/api.ts';
import { apiOf, arrive, EMAILS, history, PASSWORD } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const DAY_MS = 24 * 60 * 60_000;

test('where no live connection gets through, a refusal brings what is so now', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
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

    await test.step('also where its page is not opened again, but not while another tab has it open', async () => {
      const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 6 * DAY_MS);
      const drafts = (): Promise<string[]> => page.evaluate(() => Object.entries(localStorage).filter(([key, text]) => key.includes('draft') && text !== '\0').map(([, text]) => text).sort());
      const second = await page.context().newPage();
      await second.goto(`/requests/${id}`);
      await press(second, 'Propose another time');
      await second.getByRole('textbox', { name: 'Note' }).fill('Half a sentence');
      await page.goto(`/requests/${id}`);
      await press(page, 'Decline');
      await page.getByRole('textbox', { name: 'Reason' }).fill('I am abroad.');
      await student.post(`/mentoring-requests/${id}/withdraw`, {});
      await page.goto('/');
      await expect.poll(drafts).toEqual(['Half a sentence']);
      await page.goto(`/requests/${id}`);
      await isShownAsItIs();
      await page.waitForLoadState('networkidle');
      await expect(second.getByRole('textbox', { name: 'Note' })).toHaveValue('Half a sentence');
      await second.close();
      await page.goto('/account');
      await expect.poll(drafts).toEqual([]);
    });

    await test.step('and of a session that was cancelled meanwhile', async () => {
      const { id } = await agree(base, 'nimal', 'ruwan', open, Date.now() + 7 * DAY_MS);
      await page.goto('/sessions');
      await main.getByRole('button', { name: 'Cancel the session with Nimal' }).first().click();
      await page.getByRole('textbox', { name: 'Reason' }).fill('I am ill.');
      const kept = (): Promise<number> => page.evaluate(() => Object.values(localStorage).filter((text) => text === 'I am ill.').length);
      await page.goto('/requests');
      await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      expect(await kept(), 'it can still be sent').toBe(1);
      await student.post(`/mentoring-sessions/${id}/cancel`, { reason: 'I am ill.' });
      await page.goto('/account');
      await expect.poll(kept).toBe(0);
    });

    await test.step('of what goes from its list', async () => {
      const { page } = await arrive(browser, server.origin, 'admin');
      const [anna, admin] = await Promise.all([Api.signUp(base, 'demo', { email: EMAILS.anna, password: PASSWORD, display_name: 'Anna Perera' }), apiOf(base, 'admin')]);
      const { user } = await anna.post<{ user: { id: string } }>('/mentor-applications', { topics: ['Chemistry'], headline: 'Laboratories', motivation: 'To give back.' });
      await page.routeWebSocket(/.*/, () => {});
      await page.goto('/approvals');
      await press(page, 'Decline Anna Perera');
      await page.getByRole('textbox', { name: 'Reason' }).fill('Not this year.');
      await page.reload();
      await expect(page.getByRole('button', { name: 'Approve Anna Perera' })).toBeVisible();
      const kept = (): Promise<number> => page.evaluate((id) => Object.keys(localStorage).filter((key) => key.includes(id)).length, user.id);
      expect(await kept(), 'it can still be sent').toBe(2);
      await admin.post(`/mentor-applications/${user.id}/decline`, { reason: 'Not this year.' });
      await press(page, 'Approve Anna Perera');
      await expect(page.getByRole('button', { name: 'Approve Anna Perera' })).toHaveCount(0);
      await expect(page.locator('[data-toasts]')).toContainText('decided');
      await page.goto('/account');
      await expect.poll(kept).toBe(0);
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});
