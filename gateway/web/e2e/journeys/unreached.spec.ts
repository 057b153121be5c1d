import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { arrive, EMAILS, PASSWORD } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { PORT, Server } from '../support/server.ts';

const BUILT = path.join(import.meta.dirname, '../../dist');

test('an address that is opened without a connection is answered by the console, which goes on by itself', async () => {
  const network = Network.loopback();
  // a copy, of which a new version is made below
  const dist = mkdtempSync(path.join(os.tmpdir(), 'lyceum-console-'));
  cpSync(BUILT, dist, { recursive: true });
  const server = new Server(network, { LYCEUM_CONSOLE: dist });
  try {
    await server.start('demo');
    const browser = await launch('unreached', network, server.origin);
    const { page, said } = await arrive(browser, server.origin, 'nimal');
    const context = page.context();
    const builds = (): Promise<string[]> => page.evaluate(() => caches.keys());

    await test.step('the shell is kept on the device, and nothing of anybody', async () => {
      await working(page);
      const files = await page.evaluate(async () => {
        const found = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
        return found.flat().map(({ url }) => new URL(url).pathname);
      });
      expect(files).toEqual(expect.arrayContaining(['/', '/theme.js', expect.stringMatching(/^\/assets\/index-/)]));
      expect(files.filter((file) => !/^\/(?:assets\/[\w.-]+|theme\.js|layers\.css|icon\.svg)?$/.test(file))).toEqual([]);
      expect(said, 'what the page says').toEqual([]);
    });

    await test.step('offline it says so, also on a page that was never open, and opens it when the network is back', async () => {
      await context.setOffline(true);
      const pages = await Promise.all(['/mentors', '/notifications', '/'].map((address) => opened(context, address)));
      for (const one of pages) await expect(one.getByRole('heading', { name: 'You are offline' })).toBeVisible();
      await look(pages[0]!, 'offline', true);
      await context.setOffline(false);
      for (const [one, heading] of [[pages[0]!, 'Mentors'], [pages[1]!, 'Notifications'], [pages[2]!, 'Today']] as const) {
        await expect(one.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
        await one.close();
      }
    });

    await test.step('a killed server is told from that, and a reload waits for it', async () => {
      await page.goto('/sessions');
      await expect(page.getByRole('heading', { name: 'Sessions', level: 1 })).toBeVisible();
      await server.kill();
      await page.reload();
      await expect(page.getByRole('heading', { name: 'This page did not open' })).toBeVisible();
      await expect(page.getByText('The server cannot be reached.')).toBeVisible();
      await look(page, 'server unreached');
      await server.start('demo');
      await expect(page.getByRole('heading', { name: 'Sessions', level: 1 })).toBeVisible();
    });

    await test.step('what the server answers itself is not the console\u2019s to answer', async () => {
      await context.setOffline(true);
      const beside = await context.newPage();
      await expect(beside.goto('/docs')).rejects.toThrow('ERR_INTERNET_DISCONNECTED');
      await beside.close();
      await context.setOffline(false);
    });

    await test.step('a new version is kept in place of the old one, whose open page goes on', async () => {
      const [before] = await builds();
      const next = release(dist);
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await expect.poll(builds).toEqual([next]);
      expect(before).not.toBe(next);
      await page.getByRole('link', { name: 'Mentors' }).first().click();
      await expect(page.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
      await context.setOffline(true);
      await page.reload();
      await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
      expect(await page.locator('meta[name=release]').getAttribute('content'), 'the new version\u2019s page').toBe('next');
      await context.setOffline(false);
      await expect(page.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
    });

    await test.step('the door opens too, says so, keeps what is written meanwhile, and lets one in when the network is back', async () => {
      await page.goto('/account');
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await expect(page).toHaveURL(/\/o\/demo\/sign-in$/);
      await context.setOffline(true);
      const door = await opened(context, '/mentors');
      await expect(door).toHaveURL(/\/o\/demo\/sign-in\?next=%2Fmentors$/);
      const told = door.getByText('The server cannot be reached.');
      await expect(told).toBeVisible();
      await door.getByLabel('Email').fill(EMAILS.nimal);
      await look(door, 'sign-in, offline');
      await context.setOffline(false);
      await expect(told).toHaveCount(0);
      await expect(door.getByText('Demo College')).toBeVisible();
      await expect(door.getByLabel('Email')).toHaveValue(EMAILS.nimal);
      await door.getByLabel('Password').fill(PASSWORD);
      await door.getByRole('button', { name: 'Sign in' }).click();
      await expect(door.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
    });
    await browser.close();
  } finally {
    await server.stop();
    rmSync(dist, { recursive: true, force: true });
  }
});

test('without https nothing is kept, and nothing is said about that', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const origin = `http://lyceum.test:${PORT}`;
    const browser = await launch('insecure', network, origin);
    const { page, said } = await arrive(browser, origin, 'nobody');
    await page.goto('/o/demo/sign-in', { waitUntil: 'networkidle' });
    await expect(page.getByText('Demo College')).toBeVisible();
    expect(await page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator])).toEqual([false, false]);
    expect(said).toEqual([]);
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** Until the worker has kept all that it keeps. */
const working = (page: Page): Promise<void> => expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state)).toBe('activated');

/** An address that somebody types, in a tab of its own. */
async function opened(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Puts another version in place of this one: another page and program, and the old one's is gone. Gives back the name of what its worker keeps. */
function release(dist: string): string {
  const [page, worker] = [path.join(dist, 'index.html'), path.join(dist, 'worker.js')];
  const [, entry] = /"\/(assets\/index-[\w-]+)\.js"/.exec(readFileSync(page, 'utf8'))!;
  const change = (file: string, from: string, to: string): void => writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
  renameSync(path.join(dist, `${entry}.js`), path.join(dist, `${entry}-next.js`));
  for (const file of [page, worker]) change(file, `${entry}.js`, `${entry}-next.js`);
  change(page, '<head>', '<head><meta name="release" content="next" />');
  change(worker, '"build":"lyceum.', '"build":"lyceum.next-');
  return /"build":"([^"]+)"/.exec(readFileSync(worker, 'utf8'))![1]!;
}
