import { expect, test } from '@playwright/test';
import { arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { countSkeletons, goAhead } from '../support/preload.ts';
import { Server } from '../support/server.ts';

const PORT = 18_084;
/** What nobody waits for. */
const AT_ONCE_MS = 100;

/** By the sidebar, and what a page shows only when it has been read. */
const PLACES: [link: RegExp, there: string][] = [
  [/^Mentors/, 'See Maya Silva'], [/^Requests/, 'Calculus with Maya Silva'], [/^Sessions/, 'No past sessions'], [/^Notifications/, 'is agreed'], [/^Chat/, 'Calculus with Maya Silva'],
  [/^Become a mentor/, 'Send application'], [/^Today$/, 'Calculus with Maya Silva'], [/^Account/, 'This one'],
];

test('a page whose link was pointed at stands at once, without anything in its place', async () => {
  const network = Network.loopback();
  const server = new Server(network, PORT);
  try {
    await server.start('demo');
    await history(`http://${network.server}:${PORT}`);
    const browser = await launch('preload', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    await countSkeletons(page);
    await page.goto('/profile');
    await expect(page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible();
    const took: Record<string, number> = {};
    for (const [link, there] of PLACES) took[String(link)] = await test.step(String(link), () => goAhead(page, page.getByRole('banner').getByRole('link', { name: link }), there));
    await page.getByRole('banner').getByRole('link', { name: 'Mentors' }).click();
    took.mentor = await goAhead(page, page.getByRole('link', { name: 'See Maya Silva' }), 'Busy times');
    expect(Object.entries(took).filter(([, ms]) => ms > AT_ONCE_MS).map(([there, ms]) => `${there}: ${Math.round(ms)} ms`)).toEqual([]);
    await browser.close();
  } finally {
    await server.stop();
  }
});
