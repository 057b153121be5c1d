import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { apiOf, arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { problem } from '../support/problems.ts';
import { Server } from '../support/server.ts';

/** Three pages of a conversation. */
const NEW = 130;
const pictures = path.join(import.meta.dirname, '../results/pages');

test('of more new messages than a page the line stands where they begin or nowhere, and a way leads there', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const { channel } = await history(base);
    const maya = await apiOf(base, 'maya');
    const nimal = await apiOf(base, 'nimal');
    const browser = await launch('unread', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    let sockets = 0;
    page.on('websocket', () => (sockets += 1));
    const log = page.getByRole('log');
    const line = log.getByText('New messages', { exact: true });
    const way = page.getByRole('button', { name: /new messages$/ });
    const post = async (from: number, to: number): Promise<void> => {
      for (let n = from; n <= to; n++) await maya.post(`/channels/${channel}/messages`, { text: `Question ${n}.` });
      last = to;
    };
    let last = 0;
    /** Who opens a conversation has read it a moment later, so each visit has new ones. */
    const away = async (work: () => Promise<void>): Promise<void> => {
      await page.goto('/mentors');
      await work();
      await page.goto(`/chat/${channel}`);
    };
    await page.goto(`/chat/${channel}`);
    await expect(log.getByRole('article').last()).toBeInViewport();
    await read(page, channel);

    await test.step('at the end no line says that it begins there, also after a page above was loaded', async () => {
      await away(async () => {
        await post(1, NEW);
        await page.goto('/chat');
        await expect(page.getByRole('main').getByText('99+ unread', { exact: true }), 'no more are counted').toBeVisible();
        await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Chat 99+ unread' })).toBeVisible();
        await page.screenshot({ path: path.join(pictures, 'chats-unread.1280.png') });
      });
      await expect(log.getByText(`Question ${NEW}.`)).toBeInViewport();
      await expect(way).toHaveText(/^99\+ new messages/);
      await expect(line).toHaveCount(0);
      await page.screenshot({ path: path.join(pictures, 'chat-unread-above.1280.png') });
      await log.evaluate((box) => { box.scrollTop = 0; });
      await page.getByRole('button', { name: 'Load earlier messages' }).click();
      await expect(log.getByRole('article').last()).toHaveAttribute('aria-setsize', '100');
      await log.evaluate(async (box) => { for (let n = 0; n < 4; n++) { box.scrollTop = 0; await new Promise((done) => requestAnimationFrame(done)); } });
      await expect(log.getByText(`Question ${NEW - 99}.`)).toBeInViewport();
      await expect(line).toHaveCount(0);
      await expect(way).toBeVisible();
    });

    await test.step('the way says why it does not lead there yet, loads what is between, and ends at the first of them', async () => {
      const older = (url: URL): boolean => url.pathname.endsWith('/messages') && url.searchParams.has('before');
      await page.route(older, (route) => route.fulfill(problem('rate_limited', 7)));
      await way.click();
      await expect(page.getByRole('alert').filter({ hasText: 'Too many tries.' })).toContainText('You can try again in');
      await page.unroute(older);
      await way.click();
      const first = log.getByRole('article').filter({ hasText: 'Question 1.' });
      await expect(first).toBeFocused();
      await expect(line).toBeInViewport();
      await expect(first).toBeInViewport({ ratio: 1 });
      await expect(way).toHaveCount(0);
      await page.screenshot({ path: path.join(pictures, 'chat-unread-line.1280.png') });
      expect(await line.evaluate((line) => line.nextElementSibling?.textContent)).toContain('Question 1.');
    });

    await test.step('who went up there goes on to the end, and stays there', async () => {
      await page.keyboard.press('End');
      await expect(log.getByText(`Question ${NEW}.`)).toBeInViewport();
      await post(NEW + 1, NEW + 1);
      await expect(log.getByText(`Question ${NEW + 1}.`)).toBeInViewport();
      await read(page, channel);
    });

    await test.step('from the end itself, on a phone', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      await away(() => post(NEW + 2, NEW + 61));
      await expect(way).toHaveText(/^60\+ new messages/);
      await page.screenshot({ path: path.join(pictures, 'chat-unread-above.390.png') });
      await way.click();
      await expect(log.getByRole('article').filter({ hasText: `Question ${NEW + 2}.` })).toBeFocused();
      await expect(line).toBeInViewport();
      await expect(way).toHaveCount(0);
    });

    await test.step('of no more than a page the line stands at once, and nothing else', async () => {
      await page.getByRole('log').evaluate((box) => { box.scrollTop = box.scrollHeight; });
      await read(page, channel);
      await away(() => post(NEW + 62, NEW + 64));
      await expect(line).toBeInViewport();
      expect(await line.evaluate((line) => line.nextElementSibling?.textContent)).toContain(`Question ${NEW + 62}.`);
      await expect(way).toHaveCount(0);
    });
    await test.step('what comes while the page is out of sight is unread: of a few the line stands before the first', async () => {
      await read(page, channel);
      await page.reload();
      await expect(log.getByText(`Question ${NEW + 64}.`)).toBeInViewport();
      await expect(line).toHaveCount(0);
      await show(page, 'hidden');
      await post(NEW + 65, NEW + 67);
      await expect(log.getByText(`Question ${NEW + 67}.`)).toBeAttached();
      expect((await nimal.get<{ unread: number }>(`/channels/${channel}`)).unread).toBe(3);
      await show(page, 'visible');
      await expect(line).toBeInViewport();
      await expect(log.getByText(`Question ${NEW + 67}.`), 'the line takes room, and pushes nothing out of sight').toBeInViewport({ ratio: 1 });
      expect(await line.evaluate((line) => line.nextElementSibling?.textContent)).toContain(`Question ${NEW + 65}.`);
      await expect(way).toHaveCount(0);
      await read(page, channel);
      await show(page, 'hidden');
      await show(page, 'visible');
      expect(await line.evaluate((line) => line.nextElementSibling?.textContent), 'nothing came meanwhile').toContain(`Question ${NEW + 65}.`);
    });

    await test.step('of many a way leads to the first', async () => {
      await show(page, 'hidden');
      await post(NEW + 68, NEW + 97);
      await expect(log.getByText(`Question ${NEW + 97}.`)).toBeAttached();
      await show(page, 'visible');
      await expect(way).toHaveText(/^30 new messages/);
      await expect(log.getByText(`Question ${NEW + 97}.`)).toBeInViewport();
      await page.screenshot({ path: path.join(pictures, 'chat-unread-away.390.png') });
      await way.click();
      await expect(log.getByRole('article').filter({ hasText: `Question ${NEW + 68}.` })).toBeFocused();
      await expect(line).toBeInViewport();
      await expect(way).toHaveCount(0);
    });

    const allRead = async (): Promise<void> => {
      await log.evaluate((box) => { box.scrollTop = box.scrollHeight; });
      await expect(log.getByText(`Question ${last}.`)).toBeInViewport();
      await read(page, channel);
    };
    /** What `work` posts to somebody who stands at the end and has read all has a way to its first. */
    const missed = async (work: (begun: number) => Promise<void>): Promise<void> => {
      const begun = last;
      await allRead();
      await work(begun);
      await expect(log.getByText(`Question ${last}.`)).toBeInViewport({ timeout: 20_000 });
      await expect(way).toHaveText(new RegExp(`^${last - begun} new messages`));
      await way.click();
      await expect(log.getByRole('article').filter({ hasText: `Question ${begun + 1}.` })).toBeFocused();
      await expect(line).toBeInViewport();
      expect(await line.evaluate((line) => line.nextElementSibling?.textContent)).toContain(`Question ${begun + 1}.`);
      await expect(way).toHaveCount(0);
    };

    await test.step('what comes while the network is gone for a moment, which the connection outlives', () => missed(async (begun) => {
      const opened = sockets;
      await page.context().setOffline(true);
      await post(begun + 1, begun + 80);
      expect((await nimal.get<{ unread: number }>(`/channels/${channel}`)).unread).toBe(80);
      await page.context().setOffline(false);
      await expect(log.getByText(`Question ${begun + 80}.`)).toBeInViewport();
      expect(sockets).toBe(opened);
    }));

    for (const many of [20, 120]) {
      await test.step(`what comes while there is no connection, ${many} messages`, () => missed(async (begun) => {
        await page.context().setOffline(true);
        await expect(page.getByText('No connection. Trying again…')).toBeVisible();
        await post(begun + 1, begun + many);
        await page.context().setOffline(false);
      }));
    }

    await test.step('what comes late, since the network lost it for a moment and nobody said so', async () => {
      let held: (() => void)[] | null = null;
      await page.routeWebSocket(/realtime/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((frame) => (held ? void held.push(() => socket.send(frame)) : socket.send(frame)));
      });
      await allRead();
      await page.reload();
      await missed(async (begun) => {
        const late = (held = [] as (() => void)[]);
        await post(begun + 1, begun + 1);
        const first_at = Date.now();
        await post(begun + 2, begun + 30);
        await expect.poll(() => Date.now() - first_at, 'so late that nobody could see it').toBeGreaterThan(2_500);
        held = null;
        for (const frame of late) frame();
      });
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** Until the server knows that all was read: its marker is written a little later. */
async function read(page: Page, channel: string): Promise<void> {
  const nimal = await apiOf(new URL(page.url()).origin.replace(/\/\/[^:]+/, '//127.0.0.1'), 'nimal');
  await expect.poll(async () => {
    const card = await nimal.get<{ read: number; unread: number; last_message: { position: number } }>(`/channels/${channel}`);
    return card.read >= card.last_message.position;
  }).toBe(true);
}

/** As if the tab were hidden, or looked at again: a browser without a window hides none. */
function show(page: Page, state: DocumentVisibilityState): Promise<void> {
  return page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
