import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { arrive, EMAILS, PASSWORD } from '../support/demo.ts';
import { listen, look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch, processOf } from '../support/person.ts';
import { Server } from '../support/server.ts';

const TOLD = 'Your browser keeps no cookies for this address.';

test('a browser that keeps no cookies is told what that means before somebody signs in, and when it is found out later', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  const profile = mkdtempSync(path.join(os.tmpdir(), 'lyceum-profile-'));
  try {
    await server.start('demo');

    await test.step('all cookies blocked in its settings', async () => {
      mkdirSync(path.join(profile, 'Default'));
      writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
      const context = await chromium.launchPersistentContext(profile, { ...processOf('cookies', network, server.origin), baseURL: server.origin, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const said = await listen(page);
      await page.goto('/o/demo/sign-in');
      // Chromium's own `cookieEnabled` does not say so
      expect(await page.evaluate(() => { document.cookie = 'tried=1'; return document.cookie; }), 'the browser blocks them').toBe('');
      await expect(page.getByText(TOLD)).toBeVisible();
      await look(page, 'sign-in, no cookies', true);
      await page.getByLabel('Email').fill(EMAILS.nimal);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { name: 'Today' }), 'it can be used all the same').toBeVisible();
      await expect(page.getByText(TOLD)).toHaveCount(0);
      expect(said).toEqual([]);
      await context.close();
    });

    await test.step('the one of the sign-in lost on its way', async () => {
      const browser = await launch('cookies', network, server.origin);
      const { page } = await arrive(browser, server.origin, 'nobody');
      await page.route('**/demo/sign-in', async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        // this process does not know the name under which the browser finds the server
        const response = await route.fetch({ url: route.request().url().replace(new URL(server.origin).hostname, network.server) });
        const { 'set-cookie': lost, ...headers } = response.headers();
        expect(lost).toContain('lyceum_refresh');
        await route.fulfill({ response, headers });
      });
      await page.goto('/o/demo/sign-in');
      await expect(page.getByText(TOLD)).toHaveCount(0);
      await page.getByLabel('Email').fill(EMAILS.nimal);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
      // as when the token runs out
      await page.route(/\/v1\/mentors(\?|$)/, (route) => route.fulfill({ status: 401, json: { code: 'token_expired' } }), { times: 1 });
      await page.getByRole('link', { name: 'Mentors' }).first().click();
      const over = page.getByRole('dialog', { name: 'Sign in again' });
      await expect(over.getByText(TOLD)).toBeVisible();
      await look(page, 'signed out without cookies');
      await page.unrouteAll();
      await over.getByLabel('Password').fill(PASSWORD);
      await over.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
      await browser.close();
    });
  } finally {
    await server.stop();
    rmSync(profile, { recursive: true, force: true });
  }
});
