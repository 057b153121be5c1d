import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { ask, press } from '../support/agree.ts';
import { apiOf, arrive, EMAILS, history, signIn as signInToDemo } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch, Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { password } from '../support/steps.ts';

const DAY_MS = 24 * 60 * 60_000;
const SLOW_MS = 700;

test('signed out everywhere, a page elsewhere stays, asks to sign in over it and goes on', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    server.command(['organization', 'create', '--slug', 'meet', '--name', 'Meeting House', '--admin-email', 'ada@meet.test', '--admin-password-stdin'], password);
    await server.start();
    const [here, there] = await Promise.all([Person.arrive('here', network, server.origin), Person.arrive('there', network, server.origin)]);
    for (const { page } of [here, there]) {
      await page.goto('/o/meet/sign-in');
      await signIn(page);
      await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
    }
    await there.page.getByRole('link', { name: 'Mentors' }).first().click();
    await here.page.getByRole('link', { name: 'Account' }).first().click();
    await here.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await here.page.getByRole('button', { name: 'Sign out on all devices' }).click();
    await expect(here.page).toHaveURL(`${server.origin}/o/meet/sign-in`);
    const over = there.page.getByRole('dialog', { name: 'Sign in again' });
    await expect(over).toBeVisible();
    await expect(there.page.locator('[data-connection="closed"]')).toBeAttached();
    // longer than the banner waits
    await expect(there.page.getByText('No connection').waitFor({ timeout: 3500 }), 'what ended is the sign-in, not the connection').rejects.toThrow();
    await over.getByLabel('Password').fill(password);
    await over.getByRole('button', { name: 'Sign in' }).click();
    await expect(over).toBeHidden();
    await expect(there.page).toHaveURL(`${server.origin}/mentors`);
    await expect(there.page.getByRole('heading', { name: 'Mentors', exact: true })).toBeVisible();

    // here: in every tab of this browser, with what stood in it
    const [other, looking, typing, asleep] = await Promise.all([1, 2, 3, 4].map(() => there.page.context().newPage())) as [Page, Page, Page, Page];
    const wakes = await sleeps(asleep);
    await asleep.goto('/requests?role=mentor');
    await looking.goto('/requests?role=mentor');
    await typing.goto('/sessions');
    await other.goto('/profile');
    await other.getByRole('textbox', { name: 'About you' }).fill('What nobody else is to read.');
    await there.page.getByRole('link', { name: 'Account' }).first().click();
    await there.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await there.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(there.page).toHaveURL(`${server.origin}/o/meet/sign-in`);
    for (const tab of [other, looking, typing]) await expect(tab).toHaveURL(/\/o\/meet\/sign-in/);
    await expect(other.getByText('What nobody else is to read.')).toBeHidden();
    await expect(other.getByRole('dialog')).toBeHidden();
    await typing.getByLabel('Password', { exact: true }).fill('What somebody types');
    await signIn(other);
    await expect(other.getByRole('textbox', { name: 'About you' })).toHaveValue('');
    // every tab comes back, and to where it was; but not from under who types
    await expect(there.page.getByRole('heading', { name: 'Today' })).toBeVisible();
    await expect(looking.getByRole('heading', { name: 'Requests', level: 1 })).toBeVisible();
    await expect(typing.getByLabel('Password', { exact: true })).toHaveValue('What somebody types');
    await other.getByRole('textbox', { name: 'About you' }).fill('What one writes since.');
    const through: string[] = [];
    asleep.on('framenavigated', (frame) => through.push(frame.url()));
    await wakes();
    await expect.poll(() => through.join(' '), 'it was out, as it had to be').toContain('/sign-in');
    await expect(asleep.getByRole('heading', { name: 'Requests', level: 1 })).toBeVisible();
    await other.reload();
    await expect(other.getByRole('textbox', { name: 'About you' })).toHaveValue('What one writes since.');
    await Promise.all([here.leave(), there.leave()]);
  } finally {
    await server.stop();
  }
});

test('what waits for its undo in another tab is done before one is signed out', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const browser = await launch('sign-out', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    const { open } = await history(base);
    const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 3 * DAY_MS);
    const other = await page.context().newPage();
    // slower than the sign-out is
    let answered = 0;
    let ended = 0;
    await other.route('**/withdraw', async (route) => {
      await new Promise((done) => setTimeout(done, SLOW_MS));
      await route.continue();
    });
    other.on('response', (response) => response.url().endsWith('/withdraw') && (answered ||= Date.now()));
    page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/sign-out') && (ended ||= Date.now()));
    await other.goto(`/requests/${id}`);
    await press(other, 'Withdraw request');
    await expect(other.getByText('The request is withdrawn in a moment.').first()).toBeVisible();
    await page.goto('/account');
    await press(page, 'Sign out');
    await expect(other).toHaveURL(/\/o\/demo\/sign-in/);
    await expect(other.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    await expect(page).toHaveURL(/\/o\/demo\/sign-in/);
    expect((await (await apiOf(base, 'nimal')).get<{ state: string }>(`/mentoring-requests/${id}`)).state).toBe('withdrawn');
    expect(answered, 'no sooner').toBeLessThanOrEqual(ended);
    await expect(other.locator('[data-toasts]')).toHaveText('');
    await browser.close();
  } finally {
    await server.stop();
  }
});

test('a token that was on its way brings back a page that is on its way to the door', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    await history(server.base);
    const browser = await launch('sign-out', network, server.origin);
    const context = await browser.newContext({ baseURL: server.origin, reducedMotion: 'reduce', serviceWorkers: 'block' });
    await signInToDemo(await context.newPage(), 'nimal');
    await test.step('answered at once', () => outAndIn(context, async () => {}));
    await test.step('answered while the door is late', () => outAndIn(context, (page) => expect(page.getByRole('status', { name: 'Loading' })).toBeVisible()));
    await browser.close();
  } finally {
    await server.stop();
  }
});

test('two people in one browser: it is that one’s who signed in last, in every tab', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    await history(server.base);
    const browser = await launch('sign-out', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'nimal');
    await page.getByRole('link', { name: 'Account' }).first().click();
    const main = page.getByRole('main');
    await expect(main).toContainText(EMAILS.nimal);
    const other = await page.context().newPage();
    await signInToDemo(other, 'sara');
    await expect(main).toContainText(EMAILS.sara);
    await press(page, 'Sign out');
    for (const tab of [page, other]) await expect(tab).toHaveURL(/\/o\/demo\/sign-in/);
    await browser.close();
  } finally {
    await server.stop();
  }
});

test('what somebody types in a dialog of another tab is asked for, and kept until it is sent or thrown away', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const browser = await launch('sign-out', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'ruwan');
    const { open } = await history(base);
    const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 3 * DAY_MS);
    const other = await page.context().newPage();
    await other.goto(`/requests/${id}`);
    await page.goto('/account');
    const question = page.getByRole('dialog', { name: 'Sign out?' });
    const written = [['Decline', 'Decline this request', 'Reason'], ['Propose another time', 'Propose another time', 'Note']] as const;
    for (const [button, title, label] of written) {
      const dialog = other.getByRole('dialog', { name: title });
      const field = dialog.getByLabel(label);
      await press(other, button);
      await field.fill('What nobody else is to read.');
      await press(page, 'Sign out');
      await expect(question).toContainText('What you wrote here and have not sent is deleted.');
      await press(question, 'Cancel');
      await other.reload();
      await press(other, button);
      await expect(field).toHaveValue('What nobody else is to read.');
      await field.press('Escape');
      await press(other.getByRole('dialog', { name: 'Throw away what you wrote?' }), 'Throw away');
      await expect(dialog).toHaveCount(0);
      await press(other, button);
      await expect(field).toHaveValue('');
      await field.press('Escape');
      await expect(dialog).toHaveCount(0);
    }
    await press(page, 'Sign out');
    await expect(other).toHaveURL(/\/o\/demo\/sign-in/);
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** A tab that the browser put to sleep: what others say reaches it when it wakes. */
async function sleeps(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    const told: StorageEvent[] = [];
    const hold = (event: StorageEvent): void => {
      event.stopImmediatePropagation();
      told.push(event);
    };
    window.addEventListener('storage', hold);
    window.addEventListener('wake', () => {
      window.removeEventListener('storage', hold);
      for (const { key, oldValue, newValue } of told) window.dispatchEvent(new StorageEvent('storage', { key, oldValue, newValue }));
    });
  });
  return () => page.evaluate(() => void window.dispatchEvent(new Event('wake')));
}

/** What is asked for stands until it is let go. */
async function held(page: Page, url: string): Promise<{ asked: Promise<unknown>; go: () => void }> {
  const asked = page.waitForRequest(url);
  let go = (): void => {};
  const gone = new Promise<void>((done) => {
    go = done;
  });
  await page.route(url, async (route) => {
    await gone;
    await route.continue();
  });
  return { asked, go: () => go() };
}

/** Goes to a page that asks for a token, hears meanwhile that one is out, and gets the token after `late`, before the door's code. */
async function outAndIn(context: BrowserContext, late: (page: Page) => Promise<void>): Promise<void> {
  const page = await context.newPage();
  await page.goto('/requests');
  await expect(page.getByRole('heading', { name: 'Requests', level: 1 })).toBeVisible();
  const [door, token] = [await held(page, '**/assets/sign-in.page-*'), await held(page, '**/v1/session/refresh')];
  await page.route('**/v1/notifications?*', (route) => route.fulfill({ status: 401, json: { code: 'unauthorized', title: 'Unauthorized', status: 401 } }), { times: 1 });
  await page.getByRole('link', { name: 'Notifications' }).first().click();
  await token.asked;
  await page.evaluate(() => {
    const [, id] = localStorage.getItem('lyceum.signed_in')!.split(' ');
    window.dispatchEvent(new StorageEvent('storage', { key: 'lyceum.signed_out', oldValue: null, newValue: ` ${id}` }));
  });
  await door.asked;
  await late(page);
  const answered = page.waitForResponse('**/v1/session/refresh');
  token.go();
  await answered;
  door.go();
  await page.waitForLoadState('networkidle');
  await expect(page).toHaveURL('/notifications');
  await expect(page.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible();
  await page.close();
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill('ada@meet.test');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
