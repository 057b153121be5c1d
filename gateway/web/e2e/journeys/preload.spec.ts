import { expect, test } from '@playwright/test';
import { arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { countSkeletons, goAhead } from '../support/preload.ts';
import { Server } from '../support/server.ts';

/** By the sidebar: what a page asks for that nothing has asked before, and what it shows only when it has been read. */
const PLACES: [link: RegExp, asks: RegExp | null, there: string][] = [
  [/^Mentors/, /\/v1\/mentors$/, 'See Maya Silva'], [/^Requests/, /\/v1\/mentoring-requests\?role=student$/, 'Calculus with Maya Silva'],
  [/^Sessions/, /\/v1\/mentoring-sessions\?when=past$/, 'No past sessions'], [/^Notifications/, /\/v1\/notifications$/, 'is agreed'],
  [/^Chat/, /\/v1\/channels\?/, 'Calculus with Maya Silva'], [/^Become a mentor/, /\/v1\/mentor-applications\/mine$/, 'Send application'],
  [/^Today$/, null, 'Calculus with Maya Silva'], [/^Account/, /\/v1\/sign-ins$/, 'This one'],
];

test('a page whose link was pointed at stands at once, without anything in its place', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    await history(server.base);
    const browser = await launch('preload', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    await countSkeletons(page);
    await page.goto('/profile');
    await expect(page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible();
    for (const [link, asks, there] of PLACES) await test.step(String(link), () => goAhead(page, page.getByRole('banner').getByRole('link', { name: link }), asks, there));
    await page.getByRole('banner').getByRole('link', { name: 'Mentors' }).click();
    await goAhead(page, page.getByRole('link', { name: 'See Maya Silva' }), /\/v1\/mentors\/[\w-]+$/, 'Busy times');
    await browser.close();
  } finally {
    await server.stop();
  }
});
