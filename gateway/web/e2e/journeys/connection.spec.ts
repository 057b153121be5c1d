import { expect, test, type Browser, type Page } from '@playwright/test';
import { line, toEnd, tried } from '../support/connection.ts';
import { arrive, history } from '../support/demo.ts';
import { press } from '../support/agree.ts';
import { look } from '../support/look.ts';
import { isMedia, isReport, lossyWay } from '../support/lossy.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { MEDIA_PORT, Server } from '../support/server.ts';

const MEDIA = `127.0.0.1:${MEDIA_PORT}`;
/** They get through: how soon is also a matter of how busy this machine is. */
const through = (words = ''): RegExp => new RegExp(`(?:Works|Weak).*${words}`, 's');
const UNLOST = String.raw`Of what you sent, 0\.\d % was lost\. Of what the others sent, 0\.\d % was lost`;
/** Nothing that is sent to the announced address by UDP is heard there. */
const DEAF = { LYCEUM_MEDIA_UDP: `127.0.0.2:${MEDIA_PORT}`, LYCEUM_MEDIA_WORKERS: '1' };

/** Somebody before a call on a server with these settings. */
async function before(settings: NodeJS.ProcessEnv, walk: (page: Page, server: Server, browser: Browser) => Promise<void>): Promise<void> {
  const network = Network.loopback();
  const server = new Server(network, settings);
  let browser: Browser | null = null;
  try {
    await server.start('demo');
    const { room } = await history(server.base);
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
    await expect(line(found, 'Server')).toContainText(through());
    await expect(found.getByRole('button', { name: 'Copy report' })).toHaveCount(0);
    await toEnd(found);
    await expect(line(found, 'Sound and pictures')).toContainText(through(String.raw`by UDP\. There and back in \d+ ms\. [\d.]+ % was lost\. What the others send is tried in a call\.`));
    await look(page, 'connection by UDP');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'camera', 'microphone']);
    await found.getByRole('button', { name: 'Copy report' }).click();
    await expect(page.getByText('The report is copied.')).toBeVisible();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    // as many as a camera's: fewer would say little of the network
    expect(Number(/up (\d+) arrived/.exec(report)?.[1]), report).toBeGreaterThan(100);
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
    await expect(line(found, 'Server')).toContainText(through());
    await expect(line(found, 'Sound and pictures')).toContainText(/Does not work.*They do not get through\./s);
    await expect(line(found, 'Sound and pictures')).toContainText(`Ask whoever runs this network to let UDP to ${MEDIA} through.`);
    await look(page, 'no connection for media');
  });
});

test('what the network loses is told', async () => {
  const close = await lossyWay({ address: '127.0.0.1', port: MEDIA_PORT }, { address: '127.0.0.2', port: MEDIA_PORT }, (nth) => nth % 5 === 0);
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

/** The way from every browser to the server's media, and what is lost on it now. */
async function onWay(walk: (lose: (there: Loses, back?: Loses) => void) => Promise<void>): Promise<void> {
  let [there, back]: Loses[] = [() => false, () => false];
  const close = await lossyWay({ address: '127.0.0.1', port: MEDIA_PORT }, { address: '127.0.0.2', port: MEDIA_PORT }, (_, datagram) => there!(datagram), (datagram) => back!(datagram));
  try {
    await walk((more, less = () => false) => { [there, back] = [more, less]; });
  } finally {
    close();
  }
}
type Loses = (datagram: Buffer) => boolean;
const media: Loses = isMedia;
const sounds: Loses = (datagram) => isMedia(datagram) && !isReport(datagram);
const each = (nth: number, loses: Loses): Loses => {
  let seen = 0;
  return (datagram) => loses(datagram) && ++seen % nth === 0;
};
/** From the nth on. */
const after = (nth: number, loses: Loses): Loses => {
  let seen = 0;
  return (datagram) => loses(datagram) && ++seen > nth;
};

test('checks of the way that are answered do not count as sound and pictures that arrive', async () => {
  await onWay(async (lose) => {
    await before(DEAF, async (page) => {
      for (const [what, loses] of [['reports too', media], ['reports pass', sounds]] as const) {
        lose(loses);
        await expect(line(await tried(page), 'Sound and pictures'), what).toContainText(/Does not work.*They do not get through\..*let UDP to 127/s);
        lose(after(60, loses));
        const percent = Number(/Does not work.* ([\d.]+) % was lost/s.exec(await line(await tried(page), 'Sound and pictures').innerText())?.[1]);
        expect(percent, `${what}, after a while`).toBeGreaterThan(20);
      }
      lose(() => false);
      await expect(line(await tried(page), 'Sound and pictures')).toContainText(through(String.raw` 0\.\d % was lost`));
      // all is lost, checks too
      lose(after(100, () => true));
      await expect(line(await tried(page), 'Sound and pictures')).toContainText(/Does not work.*% was lost/s);
    });
  });
});

test('in a call each way is told for itself', async () => {
  await onWay(async (lose) => {
    await before(DEAF, async (page, server, browser) => {
      const { page: other } = await arrive(browser, server.origin, 'maya');
      await other.goto(page.url());
      await press(other, 'Join call');
      await press(page, 'Join call');
      await other.getByRole('button', { name: /^Admit / }).click();
      await press(page, 'Devices');
      const dialog = page.getByRole('dialog', { name: 'Devices' });
      const told = async (words: RegExp): Promise<void> => expect(line(await tried(dialog), 'Sound and pictures')).toContainText(words);
      // until they are heard and seen
      await expect.poll(async () => line(await tried(dialog), 'Sound and pictures').innerText(), { timeout: 60_000 }).toMatch(through(UNLOST));
      lose(media);
      await told(/Does not work.*What you send does not get through\. The others sent too little to say how much of it is lost\..*let UDP to 127/s);
      lose(sounds);
      await told(/Does not work.*What you send does not get through\./s);
      lose(() => false, media);
      await told(/Does not work.*Of what you sent, [\d.]+ % was lost\. What the others send does not get through to you\./s);
      lose(() => false, sounds);
      await told(/What the others send does not get through to you\./);
      const lost = async (): Promise<number[]> => [...(await line(await tried(dialog), 'Sound and pictures').innerText()).matchAll(/([\d.]+) % was lost/g)].map(([, percent]) => Number(percent));
      // every fifth, there: theirs too, and that is not one's own line's
      lose(each(5, sounds));
      await expect.poll(async () => (await lost()).map((percent) => Math.round(percent / 10)), { timeout: 60_000 }).toEqual([2, 0]);
      lose(() => false, each(5, sounds));
      await expect.poll(async () => (await lost()).map((percent) => Math.round(percent / 10)), { timeout: 60_000 }).toEqual([0, 2]);
      lose(() => false, sounds);
      await told(/What the others send does not get through to you\./);
      await look(page, 'in a call, what the others send does not get through');
      lose(() => false);
      await expect.poll(async () => line(await tried(dialog), 'Sound and pictures').innerText(), { timeout: 60_000 }).toMatch(through(UNLOST));
    });
  });
});

test('a browser in which WebRTC is switched off: it is said, and not to test again', async () => {
  await before({}, async (page) => {
    await page.addInitScript(() => { Reflect.deleteProperty(window, 'RTCPeerConnection'); });
    await page.reload();
    await expect(page.getByLabel('Your camera')).toBeVisible();
    const found = await tried(page);
    await expect(line(found, 'This browser')).toContainText(/Does not work.*Allow WebRTC: an add-on/s);
    await expect(line(found, 'Sound and pictures')).toContainText(/Not tried.*this browser offers no way for them\..*Allow WebRTC, then test again\./s);
    await look(page, 'connection without WebRTC');
  });
});

const NOT_NOW = /Not tried.*They could not be tried now\..*Test again in a moment\./s;

test('a server that dies while it is tried is not said to work, and the network is not blamed', async () => {
  let left = Infinity;
  let dies = (): void => {};
  const close = await lossyWay({ address: '127.0.0.1', port: MEDIA_PORT }, { address: '127.0.0.2', port: MEDIA_PORT }, () => {
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
        await expect.poll(async () => line(await tried(page), 'Sound and pictures').innerText(), { timeout: 60_000 }).toMatch(through());
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
    for (const found of [first, second]) await expect(line(found, 'Sound and pictures')).toContainText(through('by UDP'));
    const both = await Promise.all([tried(page), tried(other)]);
    for (const found of both) await expect(line(found, 'Sound and pictures')).toContainText(through('by UDP|They could not be tried now'));
  });
});
