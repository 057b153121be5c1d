import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { apiOf, arrive, EMAILS, history, PASSWORD, type Things, type Who } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { problem } from '../support/problems.ts';
import { Server } from '../support/server.ts';

/** One page of a route behind the sign-in. */
type Row = {
  route: string;
  as: Extract<Who, 'nimal' | 'admin'>;
  path: (things: Things) => string;
  /** What of the server's it shows. */
  shows: string | RegExp;
  /** What it asks for first; held or refused, the page has nothing to show. Null for what came with the sign-in. */
  asks: RegExp | null;
};

const ROWS: Row[] = [
  { route: '/', as: 'nimal', path: () => '/', shows: 'Calculus with Maya Silva', asks: /\/v1\/mentoring-sessions\?/ },
  { route: '/mentors', as: 'nimal', path: () => '/mentors', shows: 'See Maya Silva', asks: /\/v1\/mentors(\?|$)/ },
  { route: '/mentors/$id', as: 'nimal', path: (t) => `/mentors/${t.mentor}`, shows: 'Busy times', asks: /\/v1\/mentors\/[\w-]+$/ },
  { route: '/become-a-mentor', as: 'nimal', path: () => '/become-a-mentor', shows: 'Send application', asks: /\/v1\/mentor-applications\/mine$/ },
  { route: '/people', as: 'admin', path: () => '/people', shows: 'Delete account', asks: /\/v1\/users(\?|$)/ },
  { route: '/approvals', as: 'admin', path: () => '/approvals', shows: 'Nothing to decide', asks: /\/v1\/mentor-applications\?/ },
  { route: '/requests', as: 'nimal', path: () => '/requests', shows: 'Calculus with Maya Silva', asks: /\/v1\/mentoring-requests\?/ },
  { route: '/requests/$id', as: 'nimal', path: (t) => `/requests/${t.request}`, shows: 'Go to my sessions', asks: /\/v1\/mentoring-requests\/[\w-]+$/ },
  { route: '/sessions', as: 'nimal', path: () => '/sessions', shows: 'Calculus', asks: /\/v1\/mentoring-sessions\?/ },
  { route: '/chat', as: 'nimal', path: () => '/chat', shows: 'Calculus with Maya Silva', asks: /\/v1\/channels(\?|$)/ },
  { route: '/chat/$id', as: 'nimal', path: (t) => `/chat/${t.channel}`, shows: 'Bring the sheet', asks: /\/v1\/channels\/[\w-]+\/messages\?/ },
  { route: '/calls/$room', as: 'nimal', path: (t) => `/calls/${t.room}`, shows: 'Choose camera', asks: /\/v1\/rooms\/[\w-]+$/ },
  { route: '/notifications', as: 'nimal', path: () => '/notifications', shows: 'is agreed', asks: /\/v1\/notifications(\?|$)/ },
  { route: '/profile', as: 'nimal', path: () => '/profile', shows: 'Save profile', asks: null },
  { route: '/account', as: 'nimal', path: () => '/account', shows: 'This one', asks: /\/v1\/sign-ins$/ },
];

/** A page of the table in a tab of its own: what happens to all happens once. */
type Tab = Row & { page: Page; address: string };

test('every route behind the sign-in is in the table', () => {
  const routes = readFileSync(path.join(import.meta.dirname, '../../src/shell/routes.ts'), 'utf8').matchAll(/getParentRoute: at, path: '([^']+)'/g);
  const known = new Set(ROWS.map((row) => row.route));
  expect([...routes].map(([, route]) => route!).filter((route) => !known.has(route))).toEqual([]);
});

test('every page on a bad day: slow, refused, offline, its server killed, its sign-in gone', async () => {
  test.setTimeout(300_000);
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const things = await history(base);
    const browser = await launch('bad-days', network, server.origin);
    const { tabs, contexts } = await open(browser, server.origin, things);
    await slow(tabs);
    await refused(tabs);
    await overloaded(contexts[0]!, base, things);
    await offline(tabs, contexts);
    await old(contexts[0]!, base);
    await ended(tabs, base);
    await killed(tabs, server);
    await signedOut(tabs, contexts, server.origin);
    await doors(browser, server.origin);
    await browser.close();
  } finally {
    await server.stop();
  }
});

async function open(browser: Browser, origin: string, things: Things): Promise<{ tabs: Tab[]; contexts: BrowserContext[] }> {
  const people = await Promise.all((['nimal', 'admin'] as const).map(async (who) => [who, (await arrive(browser, origin, who)).page.context()] as const));
  const contexts = new Map(people);
  const tabs: Tab[] = [];
  for (const row of ROWS) tabs.push({ ...row, page: await contexts.get(row.as)!.newPage(), address: row.path(things) });
  return { tabs, contexts: [...contexts.values()] };
}

/** All at once, and every fault told, not the first only. */
async function all(tabs: Tab[], work: (tab: Tab) => Promise<void>): Promise<void> {
  const done = await Promise.allSettled(tabs.map((tab) => test.step(tab.route, () => work(tab))));
  expect(done.flatMap((one, index) => (one.status === 'rejected' ? [`${tabs[index]!.route}: ${String(one.reason).slice(0, 300)}`] : []))).toEqual([]);
}

const shown = ({ page, shows }: Tab): Locator => page.getByRole('main').getByText(shows).or(page.getByRole('main').getByRole('link', { name: shows })).first();
const skeleton = ({ page }: Tab): Locator => page.getByRole('main').getByRole('status', { name: 'Loading' }).first();
const banner = ({ page }: Tab): Locator => page.getByText('No connection. Trying again…');
/** Until when what the page shows was true. */
const asOf = ({ page }: { page: Page }): Locator => page.getByRole('main').getByText(/^Updated \d\d:\d\d$/);
/** A conversation has a frame of its own. */
const OWN_FRAME = '/chat/$id';

async function slow(tabs: Tab[]): Promise<void> {
  await test.step('while the answer is late a skeleton stands there, and the page comes by itself', () => all(tabs, async (tab) => {
    const { page, address, asks } = tab;
    let release = (): void => {};
    const held = new Promise<void>((resolve) => { release = resolve; });
    // the frame too waits for its answer
    await page.route((url) => url.pathname === '/v1/session/refresh' || (asks?.test(url.href) ?? false), async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(address);
    await expect(page.getByRole('status', { name: 'Loading' }).first()).toBeVisible();
    await expect(shown(tab)).toHaveCount(0);
    release();
    await expect(shown(tab), tab.route).toBeVisible();
    await expect(skeleton(tab)).toHaveCount(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }));
}

async function refused(tabs: Tab[]): Promise<void> {
  await test.step('what fails says so, and can be tried again', () => all(tabs.filter((tab) => tab.asks), async (tab) => {
    const { page, asks } = tab;
    await page.route((url) => asks!.test(url.href), (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
    await page.reload();
    const alert = page.getByRole('main').getByRole('alert').first();
    await expect(alert, `${tab.route} says that it failed`).toBeVisible();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    // a page of two lists has two
    const again = page.getByRole('main').getByRole('button', { name: 'Try again' });
    await expect(async () => {
      // not `click`, which waits for the pictures of a tab that nobody looks at
      await again.evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
      await expect(again).toHaveCount(0, { timeout: 1_000 });
    }).toPass();
    await expect(shown(tab), tab.route).toBeVisible();
    await expect(alert, tab.route).toHaveCount(0);
  }));
}

/** What a server that cannot answer now says in its problems, and what a person reads of it. */
const LATER = {
  busy: 'The server is busy. Try again in a moment.',
  unavailable: 'This is not available right now. Try again in a moment.',
  rate_limited: 'Too many tries. Wait a moment, then try again.',
  outcome_unknown: 'It is not known whether that was done. Try again: it is not done twice.',
};

/** The same of a message, which goes by itself. */
const HELD = {
  busy: 'The server is busy. This is sent by itself in a moment.',
  unavailable: 'The server takes nothing just now. This is sent by itself as soon as it does.',
  rate_limited: 'Too many messages in a short time.',
  outcome_unknown: 'It is not known whether this was sent. It is sent again by itself, and arrives once.',
};

async function overloaded(context: BrowserContext, base: string, { mentor, channel }: Things): Promise<void> {
  const page = await context.newPage();
  const alert = page.getByRole('main').getByRole('alert').filter({ hasNotText: /^$/ });

  await test.step('a page that the server has no time for says so after some tries, and opens when it has', async () => {
    for (const code of ['busy', 'unavailable'] as const) {
      const tries: number[] = [];
      await page.route(/\/v1\/mentors(\?|$)/, async (route) => {
        tries.push(Date.now());
        await route.fulfill(problem(code));
      });
      await page.goto('/mentors');
      await expect(alert).toHaveText(LATER[code]);
      expect(tries.length).toBeGreaterThan(1);
      for (const [index, at] of tries.slice(1).entries()) expect(at - tries[index]!, 'it waits as long as it was asked to').toBeGreaterThan(900);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
    }
  });

  for (const [what, asked] of [['a page', /\/v1\/mentors(\?|$)/], ['who is signed in', /\/v1\/session\/refresh$/]] as const) {
    await test.step(`${what}: where the server asks to wait it says so at once, counts down, and opens by itself`, async () => {
      let refusals = 2;
      await page.route(asked, (route) => (refusals-- > 0
        ? route.fulfill(problem('rate_limited', 4))
        : route.continue()));
      await page.goto('/mentors');
      const loading = page.getByRole('main').getByRole('status', { name: 'Loading' });
      await expect(loading).toContainText('Too much was loaded in a short time.', { timeout: 3_000 });
      // as long a pause is asked for twice, and counted twice
      for (const text of ['4 s.', '2 s.', '4 s.', '2 s.']) await expect(loading.getByRole('timer')).toHaveText(`It goes on by itself in ${text}`);
      await expect(page.getByRole('link', { name: 'See Maya Silva' })).toBeVisible();
      await expect(loading).toHaveCount(0);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }

  await test.step('a write that the server has no time for says so, keeps what was written, and is one write however often it is tried', async () => {
    const keys = new Set<string | undefined>();
    await page.goto(`/mentors/${mentor}`);
    const message = page.getByLabel('What would you like to talk about?');
    await message.fill('How do limits work?');
    const ask = page.getByRole('button', { name: 'Ask for this time' });
    for (const code of ['busy', 'unavailable', 'rate_limited', 'outcome_unknown'] as const) {
      await page.route('**/v1/mentoring-requests', async (route) => {
        keys.add(route.request().headers()['idempotency-key']);
        // of what is not known it may have been done
        if (code === 'outcome_unknown') await route.fetch({ url: route.request().url().replace(new URL(page.url()).hostname, '127.0.0.1') });
        await route.fulfill(problem(code));
      });
      await ask.click();
      await expect(alert.filter({ hasText: LATER[code] })).toBeVisible();
      await expect(message).toHaveValue('How do limits work?');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
    page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/v1/mentoring-requests') && keys.add(request.headers()['idempotency-key']));
    await ask.click();
    await expect(page).toHaveURL(/\/requests\/[\w-]+$/);
    expect([...keys]).toEqual([expect.stringMatching(/^[\w-]{8,}$/)]);
    const nimal = await apiOf(base, 'nimal');
    const { items } = await nimal.get<{ items: { message: string }[] }>('/mentoring-requests?role=student');
    expect(items.filter((request) => request.message === 'How do limits work?')).toHaveLength(1);
  });

  await test.step('a message that the server does not take says why, as it is, can be thrown away, and goes by itself when it is taken', async () => {
    await page.goto(`/chat/${channel}`);
    const log = page.getByRole('log');
    const post = '**/v1/channels/*/messages';
    const waiting = (text: string): Locator => log.getByRole('article', { name: /^Your message, / }).filter({ hasText: text });
    const answers = (name: Parameters<typeof problem>[0], retry_after_s?: number): Promise<unknown> =>
      page.route(post, (route) => (route.request().method() === 'POST' ? route.fulfill(problem(name, retry_after_s)) : route.continue()));
    for (const [name, words] of Object.entries(HELD) as [keyof typeof HELD, string][]) {
      await answers(name, name === 'rate_limited' ? 60 : 1);
      for (const text of [`Never mind ${name}.`, `Is it ${name}?`]) {
        await page.getByRole('textbox', { name: 'Message' }).fill(text);
        await page.keyboard.press('Enter');
      }
      const [never, second] = [waiting(`Never mind ${name}.`), waiting(`Is it ${name}?`)];
      await expect(never).toContainText(words);
      await expect(second).toContainText('This is sent by itself after the one before it.');
      await expect(log.getByText(words)).toHaveCount(1);
      await expect(never.getByRole('timer')).toHaveText(name === 'rate_limited' ? [/^It goes on by itself in (60|5\d) s\.$/] : []);
      const sure = name !== 'outcome_unknown';
      await expect(never.getByRole('button')).toHaveText([sure ? 'Discard' : 'Stop trying']);
      await expect(second.getByRole('button')).toHaveText(['Discard']);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await page.screenshot({ path: path.join(import.meta.dirname, `../results/pages/chat-held-${name}.${width}.png`) });
      }
      await never.getByRole('button').click();
      await expect(never).toHaveCount(0);
      await expect(second, 'what comes after it is tried at once').toContainText(words);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      // what waits is tried at once when one comes back to the page
      await page.reload();
      await expect(waiting('')).toHaveCount(0);
      await expect(log.getByText(`Is it ${name}?`)).toHaveCount(1);
      await expect(log.getByText(`Never mind ${name}.`)).toHaveCount(0);
    }
  });

  await test.step('a message of which nobody knows whether it was sent is sent once', async () => {
    const log = page.getByRole('log');
    let tries = 0;
    await page.route('**/v1/channels/*/messages', async (route) => {
      if (route.request().method() !== 'POST' || ++tries > 2) return route.continue();
      await route.fetch({ url: route.request().url().replace(new URL(page.url()).hostname, '127.0.0.1') });
      await route.fulfill(problem('outcome_unknown'));
    });
    await page.getByRole('textbox', { name: 'Message' }).fill('Is it full?');
    await page.keyboard.press('Enter');
    await expect(log.getByText('Is it full?')).toHaveCount(1);
    await expect(log.getByRole('article', { name: /^Your message, / })).toHaveCount(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.reload();
    await expect(log.getByText('Is it full?')).toHaveCount(1);
  });

  await test.step('a change of a message that is refused stays in its field, with the reason', async () => {
    const row = page.getByRole('log').getByRole('article').filter({ hasText: 'Is it full?' });
    await page.route(/\/v1\/channels\/[\w-]+\/messages\/\d+$/, (route) => route.fulfill(problem('unavailable')));
    await row.getByRole('button', { name: 'Edit message' }).click();
    const field = page.getByRole('textbox', { name: 'Edit message' });
    await field.fill('Is it full again?');
    await field.press('Enter');
    await expect(page.getByRole('log').getByRole('alert')).toContainText(LATER.unavailable);
    await expect(field).toHaveValue('Is it full again?');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await field.press('Enter');
    await expect(page.getByRole('log').getByText('Is it full again? (edited)')).toBeVisible();
    await expect(field).toHaveCount(0);
  });
  await page.close();
}

async function offline(tabs: Tab[], contexts: BrowserContext[]): Promise<void> {
  const turn = (off: boolean): Promise<unknown> => Promise.all(contexts.map((context) => context.setOffline(off)));
  await test.step('offline it says so, and keeps what it shows', async () => {
    await turn(true);
    await all(tabs, async (tab) => {
      await expect(banner(tab), tab.route).toBeVisible();
      await expect(shown(tab), tab.route).toBeVisible();
      await expect(asOf(tab), tab.route).toHaveCount(tab.route === OWN_FRAME ? 0 : 1);
    });
    await turn(false);
    await all(tabs, async (tab) => {
      await expect(banner(tab)).toHaveCount(0);
      await expect(asOf(tab), tab.route).toHaveCount(0);
    });
  });
}

/** Nothing is wrong but with one list. */
async function old(context: BrowserContext, base: string): Promise<void> {
  await test.step('a list that cannot be fetched anew stays, says from when it is, and can be tried again', async () => {
    const page = await context.newPage();
    await page.goto('/mentors');
    const mentor = page.getByRole('link', { name: 'See Maya Silva' });
    await expect(mentor).toBeVisible();
    await expect(page.locator('[data-connection="open"]')).toBeAttached();
    await page.route(/\/v1\/mentors(\?|$)/, (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
    // told of by the socket
    await (await apiOf(base, 'nimal')).patch('/me', { bio: 'Second year' });
    await expect(asOf({ page })).toBeVisible();
    await expect(mentor).toBeVisible();
    await look(page, 'mentors, of earlier');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(asOf({ page })).toHaveCount(0);
    await page.close();
  });
}

async function killed(tabs: Tab[], server: Server): Promise<void> {
  await test.step('a killed server takes nothing off the screen, and another page comes when it is back', async () => {
    await server.kill();
    await all(tabs, async (tab) => {
      await expect(banner(tab), tab.route).toBeVisible();
      await expect(shown(tab), tab.route).toBeVisible();
    });
    const lost = tabs.find((tab) => tab.route === '/requests')!;
    await lost.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).or(lost.page.getByRole('link', { name: 'Become a mentor' })).first().click();
    await server.start('demo');
    await all(tabs, async (tab) => {
      await expect(banner(tab)).toHaveCount(0, { timeout: 30_000 });
      await expect(tab === lost ? lost.page.getByText('Send application') : shown(tab)).toBeVisible({ timeout: 30_000 });
    });
  });
}

/** Their sign-ins are ended from elsewhere: every tab stays as it is, and one word of the password is enough for all. */
async function ended(tabs: Tab[], base: string): Promise<void> {
  await test.step('a sign-in that ended is asked for over the page; given in one tab, the others go on', async () => {
    const over = ({ page }: Tab): Locator => page.getByRole('dialog', { name: 'Sign in again' });
    const own = tabs.filter(({ as }) => as === 'nimal');
    await (await apiOf(base, 'nimal')).post('/session/sign-out-everywhere', {});
    await all(own, async (tab) => {
      await expect(over(tab), tab.route).toBeVisible();
      await expect(shown(tab), tab.route).toBeVisible();
      await expect(tab.page.getByLabel('Your camera'), tab.route).toHaveCount(0);
    });
    await over(own[0]!).getByLabel('Password').fill(PASSWORD);
    await over(own[0]!).getByRole('button', { name: 'Sign in' }).click();
    await all(own, async (tab) => {
      await expect(over(tab), tab.route).toHaveCount(0);
      await expect(tab.page).toHaveURL(new RegExp(`${tab.address === '/' ? '/' : tab.address}$`));
      await expect(shown(tab), tab.route).toBeVisible();
    });
  });
}

async function signedOut(tabs: Tab[], contexts: BrowserContext[], origin: string): Promise<void> {
  await test.step('without a sign-in it asks for one, and leads back to the page', async () => {
    for (const context of contexts) await context.clearCookies();
    await all(tabs, async ({ page, address }) => {
      await page.goto(address);
      await expect(page).toHaveURL(`${origin}/o/demo/sign-in${address === '/' ? '' : `?next=${encodeURIComponent(address)}`}`);
    });
    await all(tabs, async (tab) => {
      const { page, address, as } = tab;
      await page.getByLabel('Email').fill(EMAILS[as]);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page).toHaveURL(`${origin}${address}`);
      await expect(shown(tab), tab.route).toBeVisible();
    });
  });
}

const DOORS = [
  { path: '/o', fields: { 'Address of the organization': 'demo' }, button: 'Go on' },
  { path: '/o/demo/sign-in', fields: { Email: EMAILS.nimal, Password: PASSWORD }, button: 'Sign in' },
  { path: '/o/demo/sign-up', fields: { 'Your name': 'Olga', Email: 'olga@demo.example', Password: PASSWORD }, button: 'Create account' },
  { path: '/o/demo/reset#token=abc', fields: { 'New password': PASSWORD }, button: 'Set password' },
];

async function doors(browser: Browser, baseURL: string): Promise<void> {
  await test.step('a door that does not reach the server says so, and keeps what was written', async () => {
    const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
    await Promise.all(DOORS.map(async ({ path: address, fields, button }) => {
      const page = await context.newPage();
      await page.goto(address);
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
      await page.route('**/v1/**', (route) => route.abort('connectionrefused'));
      await page.getByRole('button', { name: button }).click();
      await expect(page.getByRole('alert')).toContainText('The server cannot be reached');
      for (const [label, value] of Object.entries(fields)) await expect(page.getByLabel(label, { exact: true })).toHaveValue(value);
    }));
    await context.close();
  });
}
