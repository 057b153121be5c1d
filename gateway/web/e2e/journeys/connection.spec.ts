import { expect, test, type Browser, type Page } from '@playwright/test';
import { line, toEnd, tried } from '../support/connection.ts';
import { arrive, history } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { lossyWay } from '../support/lossy.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const PORT = 18_097;
const MEDIA = `127.0.0.1:${PORT + 100}`;
/** Nothing that is sent to the announced address by UDP is heard there. */
const DEAF = { LYCEUM_MEDIA_UDP: `127.0.0.2:${PORT + 100}`, LYCEUM_MEDIA_WORKERS: '1' };

/** Somebody before a call on a server with these settings. */
async function before(settings: NodeJS.ProcessEnv, walk: (page: Page, server: Server, browser: Browser) => Promise<void>): Promise<void> {
  const network = Network.loopback();
  const server = new Server(network, PORT, settings);
  let browser: Browser | null = null;
  try {
    await server.start('demo');
    const { room } = await history(`http://${network.server}:${PORT}`);
    browser = await launch('connection', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    await page.goto(`/calls/${room}`);
    await expect(page.getByLabel('Your camera')).toBeVisible();
    await walk(page, server, browser);
  } finally {
    await browser?.close();
    await server.stop();
  }
}

test('before a call, media reach the server by UDP: while they are counted the rest is said already', async () => {
  await before({}, async (page) => {
    const found = page.getByRole('region', { name: 'Connection test' });
    await found.getByRole('button', { name: 'Test connection' }).click();
    await expect(line(found, 'Sound and pictures')).toContainText('Testing…');
    await expect(line(found, 'Server')).toContainText('Works');
    await expect(found.getByRole('button', { name: 'Copy report' })).toHaveCount(0);
    await toEnd(found);
    await expect(line(found, 'Sound and pictures')).toContainText(/Works.*by UDP\. There and back in \d+ ms\. [\d.]+ % was lost\./s);
    await look(page, 'connection by UDP');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'camera', 'microphone']);
    await found.getByRole('button', { name: 'Copy report' }).click();
    await expect(page.getByText('The report is copied.')).toBeVisible();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    // as many as a camera's: fewer would say little of the network
    expect(Number(/packets (\d+), lost/.exec(report)?.[1]), report).toBeGreaterThan(100);
  });
});

test('where UDP does not get through, media go by TCP, and it is said what to let through', async () => {
  await before({ ...DEAF, LYCEUM_MEDIA_TCP: MEDIA }, async (page) => {
    const found = await tried(page);
    await expect(line(found, 'Sound and pictures')).toContainText(/Weak.*They go by TCP, since UDP does not get through\. There and back in \d+ ms\./s);
    await expect(line(found, 'Sound and pictures')).toContainText(`Ask whoever runs this network to let UDP to ${MEDIA} through.`);
    await look(page, 'connection by TCP');
  });
});

test('where nothing gets through, it is said, and so is what to let through', async () => {
  await before(DEAF, async (page) => {
    const found = await tried(page);
    await expect(line(found, 'Server')).toContainText('Works');
    await expect(line(found, 'Sound and pictures')).toContainText(/Does not work.*They do not get through\./s);
    await expect(line(found, 'Sound and pictures')).toContainText(`Ask whoever runs this network to let UDP to ${MEDIA} through.`);
    await look(page, 'no connection for media');
  });
});

test('what the network loses is told', async () => {
  const port = PORT + 100;
  const close = await lossyWay({ address: '127.0.0.1', port }, { address: '127.0.0.2', port }, (nth) => nth % 5 === 0);
  try {
    await before(DEAF, async (page) => {
      const media = line(await tried(page), 'Sound and pictures');
      await expect(media).toContainText(/Does not work.*straight to the server, by UDP.*Go nearer to the Wi-Fi/s);
      const percent = Number(/([\d.]+) % was lost/.exec(await media.innerText())?.[1]);
      expect(Math.abs(percent - 100 / 5), `${percent} %`).toBeLessThan(5);
    });
  } finally {
    close();
  }
});

const NOT_NOW = /Not tried.*They could not be tried now\..*Test again in a moment\./s;

test('a way that dies while it is watched is not said to work, though the server goes on to report that nothing was lost', async () => {
  const port = PORT + 100;
  // enough for the watch to begin
  const close = await lossyWay({ address: '127.0.0.1', port }, { address: '127.0.0.2', port }, (nth) => nth > 100);
  try {
    await before(DEAF, async (page) => {
      await expect(line(await tried(page), 'Sound and pictures')).toContainText(NOT_NOW);
    });
  } finally {
    close();
  }
});

test('a server that dies while it is tried is not said to work, and the network is not blamed', async () => {
  const port = PORT + 100;
  let left = Infinity;
  let dies = (): void => {};
  const close = await lossyWay({ address: '127.0.0.1', port }, { address: '127.0.0.2', port }, () => {
    left -= 1;
    if (left === 0) dies();
    return false;
  });
  try {
    await before(DEAF, async (page, server) => {
      for (const [when, datagrams] of [['a way is looked for', 1], ['media are watched', 100]] as const) {
        let dead: Promise<void> | null = null;
        dies = () => { dead = server.kill(); };
        left = datagrams;
        const found = await tried(page);
        await dead;
        await expect(line(found, 'Sound and pictures'), when).toContainText(NOT_NOW);
        await server.start('demo');
        // the socket is back
        await expect.poll(async () => line(await tried(page), 'Sound and pictures').innerText(), { timeout: 60_000 }).toMatch(/Works/);
      }
    });
  } finally {
    close();
  }
});

test('the same person on two devices, or in two tabs, at once: neither blames the network', async () => {
  await before({}, async (page, server, browser) => {
    const room = page.url();
    const tab = await page.context().newPage();
    const { page: other } = await arrive(browser, server.origin, 'nimal');
    for (const one of [tab, other]) {
      await one.goto(room);
      await expect(one.getByRole('button', { name: 'Test connection' })).toBeEnabled();
    }
    const [first, second] = await Promise.all([tried(page), tried(tab)]);
    for (const found of [first, second]) await expect(line(found, 'Sound and pictures')).toContainText(/Works.*by UDP/s);
    const both = await Promise.all([tried(page), tried(other)]);
    for (const found of both) await expect(line(found, 'Sound and pictures')).toContainText(/Works.*by UDP|They could not be tried now/s);
  });
});
