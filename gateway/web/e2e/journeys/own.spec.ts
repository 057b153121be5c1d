import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { press } from '../support/agree.ts';
import { arrive, history, PASSWORD, type Things, type Who } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

type People = Record<'nimal' | 'maya' | 'sara', Page>;

test('what somebody presses for themselves does what it says: picture, waiting, looks, language, account', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const browser = await launch('own', network, server.origin);
    const page = async (who: Who): Promise<Page> => (await arrive(browser, server.origin, who)).page;
    const [things, nimal, maya, sara] = await Promise.all([history(server.base), page('nimal'), page('maya'), page('sara')]);
    const people = { nimal, maya, sara };
    await profile(people, things);
    await elsewhere(people, browser, server.origin);
    await waiting(people);
    await narrow(people);
    await looks(people, things);
    await language(browser, server.origin);
    await account(people, browser, server.origin);
    await find(people);
    await browser.close();
  } finally {
    await server.stop();
  }
});

async function profile({ nimal, maya }: People, { channel }: Things): Promise<void> {
  const shown = (image: Locator): Promise<number> => image.evaluate((i) => (i as HTMLImageElement).naturalWidth);
  const card = nimal.getByRole('region', { name: 'Picture' });

  await test.step('a picture is chosen, and others see it', async () => {
    await nimal.goto('/profile');
    await nimal.getByLabel('Choose a picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await paint(nimal) });
    await expect.poll(() => shown(card.locator('img'))).toBeGreaterThan(0);
    await maya.goto(`/chat/${channel}`);
    await expect.poll(() => shown(maya.getByRole('article', { name: 'Nimal Fernando' }).locator('img').first())).toBeGreaterThan(0);
  });

  await test.step('what is no picture is refused', async () => {
    await nimal.getByLabel('Choose a picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('not one') });
    await expect(nimal.getByRole('alert')).toBeVisible();
    await expect(card.locator('img')).toBeVisible();
  });

  await test.step('a picture is removed', async () => {
    await press(nimal, 'Remove picture');
    await press(card, 'Undo');
    await expect(card.locator('img')).toBeVisible();
    await press(nimal, 'Remove picture');
    await press(nimal, 'Dismiss');
    await expect(card.locator('img')).toHaveCount(0);
    await expect(card.getByText('NF')).toBeVisible();
  });
}

/** Two times of one session, on the narrowest phones. */
async function narrow({ nimal }: People): Promise<void> {
  await test.step('what stands between two times is not alone in a line', async () => {
    await nimal.goto('/');
    const times = nimal.getByRole('main').getByRole('paragraph').filter({ hasText: 'for Maya Silva' }).first();
    await expect(times).toContainText('·');
    const alone: number[] = [];
    for (let width = 360; width >= 240; width -= 2) {
      await nimal.setViewportSize({ width, height: 640 });
      if (width === 320) await nimal.screenshot({ path: 'e2e/results/pages/today-times.320.png' });
      if (await times.evaluate(beginsWithDot)) alone.push(width);
    }
    expect(alone, 'widths at which a line begins with it').toEqual([]);
    await nimal.setViewportSize({ width: 1280, height: 720 });
    await nimal.screenshot({ path: 'e2e/results/pages/today-times.1280.png' });
  });
}

function beginsWithDot(times: HTMLElement): boolean {
  const walker = document.createTreeWalker(times, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.textContent!.indexOf('·');
    if (at < 0) continue;
    const dot = document.createRange();
    dot.setStart(walker.currentNode, at);
    dot.setEnd(walker.currentNode, at + 1);
    return dot.getBoundingClientRect().left < times.getBoundingClientRect().left + 10;
  }
  return false;
}

async function elsewhere({ sara }: People, browser: Browser, origin: string): Promise<void> {
  const { page: other } = await arrive(browser, origin, 'sara');
  const name = (page: Page): Locator => page.getByRole('textbox', { name: 'Your name' });
  const bio = (page: Page): Locator => page.getByRole('textbox', { name: 'About you' });
  const save = async (page: Page): Promise<void> => {
    await press(page, 'Save profile');
    // the word of the save before may still stand there
    await expect(page.getByText('Not saved yet.')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Save profile' })).not.toHaveAttribute('aria-busy');
    await expect(page.getByText('Your profile is saved.').last()).toBeVisible();
  };
  for (const page of [sara, other]) await page.goto('/profile');

  await test.step('what is changed elsewhere is shown where it is not written in, and a save leaves it alone', async () => {
    const before = await name(sara).inputValue();
    await bio(sara).fill('Rivers and maps');
    await name(other).fill('Sara Two');
    await save(other);
    await expect(name(sara)).toHaveValue('Sara Two');
    await expect(bio(sara)).toHaveValue('Rivers and maps');
    // from here on this page is not told
    await sara.route('**/v1/session/refresh', (route) => route.abort());
    await name(other).fill('Sara Three');
    await save(other);
    await expect(name(sara)).toHaveValue('Sara Two');
    await save(sara);
    await expect(name(sara)).toHaveValue('Sara Three');
    await sara.unrouteAll();
    await sara.reload();
    await expect(name(sara)).toHaveValue('Sara Three');
    await expect(bio(sara)).toHaveValue('Rivers and maps');
    await name(sara).fill(before);
    await save(sara);
    // who is told later has begun from another name
    await expect(name(other)).toHaveValue(before);
  });

  await test.step('the same changed elsewhere: both are shown, nothing is saved, and the person chooses', async () => {
    const told = (page: Page): Locator => page.getByRole('status').filter({ hasText: 'changed elsewhere meanwhile' });
    const change = async (mine: string, theirs: string): Promise<void> => {
      await sara.route('**/v1/session/refresh', (route) => route.abort());
      await name(sara).fill(mine);
      await name(other).fill(theirs);
      await save(other);
      await sara.getByRole('button', { name: 'Save profile' }).focus();
      await sara.keyboard.press('Enter');
      await expect(told(sara)).toContainText(`“${theirs}”`);
      await expect(name(sara)).toHaveValue(mine);
      await expect(sara.getByRole('button', { name: 'Keep mine' })).toBeFocused();
      await other.reload();
      await expect(name(other)).toHaveValue(theirs);
    };
    const before = await name(sara).inputValue();
    await change('Sara Mine', 'Sara Theirs');
    await look(sara, 'profile, changed elsewhere');
    await sara.setViewportSize({ width: 1280, height: 720 });
    await press(sara, 'Take that');
    await expect(name(sara)).toHaveValue('Sara Theirs');
    await expect(name(sara)).toBeFocused();
    await expect(told(sara)).toHaveCount(0);
    await expect(sara.getByText('Not saved yet.')).toHaveCount(0);
    await change('Sara Mine', 'Sara Again');
    await press(sara, 'Keep mine');
    await expect(told(sara)).toHaveCount(0);
    await expect(name(sara)).toHaveValue('Sara Mine');
    await save(sara);
    await other.reload();
    await expect(name(other)).toHaveValue('Sara Mine');
    await name(sara).fill(before);
    await save(sara);
    await sara.unrouteAll();
  });

  await test.step('what is written and not saved says so, also after a reload, and can be thrown away', async () => {
    const told = sara.getByText('Not saved yet.');
    await expect(told).toHaveCount(0);
    await bio(sara).fill('Half a tho');
    await sara.reload();
    await expect(bio(sara)).toHaveValue('Half a tho');
    await expect(told).toBeVisible();
    await look(sara, 'profile, not saved');
    await sara.setViewportSize({ width: 1280, height: 720 });
    await press(sara, 'Discard');
    await expect(bio(sara)).toHaveValue('Rivers and maps');
    await expect(told).toHaveCount(0);
  });

  await test.step('a field that was emptied is one that was written in', async () => {
    await bio(sara).fill('');
    await sara.reload();
    await expect(name(sara)).not.toHaveValue('');
    await expect(bio(sara)).toHaveValue('');
    await save(sara);
    await sara.reload();
    await expect(name(sara)).not.toHaveValue('');
    await expect(bio(sara)).toHaveValue('');
  });
  await other.context().close();
}

async function waiting({ sara }: People): Promise<void> {
  const loading = sara.getByRole('main').getByRole('status', { name: 'Loading' });
  const there = sara.getByRole('link', { name: 'See Maya Silva' });

  await test.step('while the answer is late a skeleton stands there', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => { release = resolve; });
    await sara.route(/\/v1\/mentors(\?|$)/, async (route) => {
      await held;
      await route.continue();
    });
    await sara.goto('/mentors');
    await expect(loading).toBeVisible();
    await expect(there).toHaveCount(0);
    release();
    await expect(there).toBeVisible();
    await expect(loading).toHaveCount(0);
    await sara.unrouteAll();
  });

  await test.step('the rest of a list comes by a button, and where it does not it says why and can be tried again', async () => {
    await sara.route(/\/v1\/mentors(\?|$)/, (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set('limit', '1');
      return route.continue({ url: url.href });
    });
    await sara.goto('/mentors');
    const all = sara.getByRole('main').getByRole('link', { name: /^See / });
    await expect(all).toHaveCount(1);
    let failing: { status: number; json: { code: string } } | null = { status: 403, json: { code: 'forbidden' } };
    await sara.route(/\/v1\/mentors\?.*cursor=/, (route) => (failing ? route.fulfill(failing) : route.fallback()));
    await sara.getByRole('button', { name: 'Show more' }).focus();
    await sara.keyboard.press('Enter');
    await expect(sara.locator(':focus'), 'refused for good, the words that say so have the focus of the button that went').toHaveText('Your account may not do this.');
    await expect(sara.locator(':focus')).toBeInViewport();
    await expect(sara.getByRole('button', { name: 'Show more' })).toHaveCount(0);
    await sara.screenshot({ path: 'e2e/results/pages/mentors-the-rest-refused.png' });
    await sara.reload();
    failing = { status: 500, json: { code: 'internal' } };
    await sara.getByRole('button', { name: 'Show more' }).focus();
    await sara.keyboard.press('Enter');
    await expect(sara.getByRole('main').getByRole('alert')).toHaveText('Something went wrong on the server. Try again in a moment.');
    await expect(sara.getByRole('button', { name: 'Show more' })).toHaveCount(0);
    await expect(all, 'what is there stays').toHaveCount(1);
    await expect(sara.getByRole('button', { name: 'Try again' }), 'who pressed goes on from there').toBeFocused();
    await look(sara, 'mentors, the rest failed');
    await sara.setViewportSize({ width: 1280, height: 720 });
    failing = null;
    await sara.getByRole('button', { name: 'Try again' }).focus();
    await sara.keyboard.press('Enter');
    await expect(all).toHaveCount(2);
    await expect(sara.getByRole('button', { name: 'Show more' }), 'it was the last page').toHaveCount(0);
    await expect(sara.getByRole('list', { name: 'Mentors' }).getByRole('listitem').last(), 'the first new row has the focus of the button that went').toBeFocused();
    await expect(sara.locator(':focus')).toBeInViewport();
    await sara.keyboard.press('Tab');
    await expect(all.last()).toBeFocused();
    await expect(sara.getByRole('main').getByRole('alert')).toHaveCount(0);
    await sara.unrouteAll();
  });

  await test.step('what failed says so and can be tried again', async () => {
    await sara.route(/\/v1\/mentors(\?|$)/, (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
    await sara.goto('/mentors');
    await expect(sara.getByRole('main').getByRole('alert')).toBeVisible();
    await sara.unrouteAll();
    await press(sara, 'Try again');
    await expect(there).toBeVisible();
    await expect(sara.getByRole('main').getByRole('alert')).toHaveCount(0);
  });
}

async function looks({ sara }: People, { mentor }: Things): Promise<void> {
  const html = sara.locator('html');
  const ground = (): Promise<string> => sara.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await sara.emulateMedia({ colorScheme: 'light' });
  await sara.goto('/account');
  const light = await ground();

  await test.step('a theme is chosen, kept, and given back to the system', async () => {
    await sara.getByLabel('Theme').selectOption({ label: 'Dark' });
    await expect.poll(ground).not.toBe(light);
    await sara.reload();
    await expect(sara.getByLabel('Theme')).toHaveValue('dark');
    expect(await ground()).not.toBe(light);
    await press(sara, 'Theme: dark');
    await expect(sara.getByLabel('Theme')).toHaveValue('system');
    await expect.poll(ground).toBe(light);
  });

  await test.step('a language is chosen, kept, and chosen back', async () => {
    await sara.getByLabel('Language').selectOption('සිංහල');
    await expect(html).toHaveAttribute('lang', 'si');
    await expect(sara.getByRole('heading', { name: 'ගිණුම', exact: true })).toBeVisible();
    await expect(sara).toHaveTitle('ගිණුම · Lyceum');
    await expect(sara.getByLabel('භාෂාව')).toBeFocused();
    await sara.getByRole('navigation', { name: 'ප්‍රධාන' }).getByRole('link', { name: 'සැසි' }).click();
    await expect(sara.getByRole('heading', { name: 'පසුගිය', exact: true })).toBeVisible();
    await sara.goto(`/mentors/${mentor}`);
    await press(sara, 'තවත් වේලාවක් එක් කරන්න');
    const starts = sara.locator('input[type=datetime-local]');
    await expect(starts).toHaveCount(2);
    for (const start of await starts.all()) expect(await start.evaluate(lacks), 'px of a date and its half of the day that are cut off').toBe(0);
    await sara.goto('/account');
    await expect(html).toHaveAttribute('lang', 'si');
    await sara.getByLabel('භාෂාව').selectOption('English');
    await expect(html).toHaveAttribute('lang', 'en');
    await expect(sara.getByRole('heading', { name: 'Account', exact: true })).toBeVisible();
  });
}

async function language(browser: Browser, baseURL: string): Promise<void> {
  await test.step('a browser that reads Sinhala is greeted in it, and may choose English before signing in', async () => {
    const context = await browser.newContext({ baseURL, locale: 'si-LK' });
    const page = await context.newPage();
    await page.goto('/o/demo/sign-in');
    await expect(page.getByRole('heading', { name: 'පිවිසෙන්න' })).toBeVisible();
    await expect(page.getByRole('heading')).toHaveCSS('font-family', /Noto Sans Sinhala/);
    await page.getByLabel('භාෂාව').selectOption('English');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
    await expect(page.getByLabel('Language')).toHaveValue('en');
    await context.close();
  });
}

async function account({ nimal }: People, browser: Browser, origin: string): Promise<void> {
  const NEW = 'three herons over the weir';
  const { page: elsewhere } = await arrive(browser, origin, 'nimal');
  const over = elsewhere.getByRole('dialog', { name: 'Sign in again' });
  const comeBack = async (password: string): Promise<void> => {
    await over.getByLabel('Password').fill(password);
    await press(over, 'Sign in');
  };
  await nimal.goto('/account');

  await test.step('another sign-in is revoked', async () => {
    await press(nimal, 'Sign out Chrome on Linux');
    await expect(nimal.getByRole('button', { name: 'Sign out Chrome on Linux' })).toHaveCount(0);
    await expect(over).toBeVisible();
    await comeBack(PASSWORD);
    await expect(over).toBeHidden();
  });

  await test.step('the password is changed: others have to sign in with the new one', async () => {
    const form = nimal.getByRole('form', { name: 'Change password' });
    const change = async (current: string): Promise<void> => {
      await form.getByLabel('Current password').fill(current);
      await form.getByLabel('New password').fill(NEW);
      await press(form, 'Change password');
    };
    await change('not this one');
    await expect(form.getByRole('alert')).toBeVisible();
    await change(PASSWORD);
    await expect(nimal.getByText('Your password is changed.')).toBeVisible();
    await expect(over).toBeVisible();
    await comeBack(PASSWORD);
    await expect(over.getByRole('alert')).toBeVisible();
    await comeBack(NEW);
    await expect(over).toBeHidden();
  });
}

async function find({ maya }: People): Promise<void> {
  const field = maya.getByRole('combobox', { name: 'Find a page, a person or an action' });
  const marked = maya.getByRole('dialog').getByRole('option', { selected: true });
  const seek = async (text: string): Promise<void> => {
    // before that nobody listens
    await expect(maya.getByRole('heading', { level: 1 })).toBeVisible();
    await maya.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    await maya.keyboard.type(text);
  };
  await maya.goto('/account');

  await test.step('pages, people, sessions and conversations are found from anywhere, by keyboard', async () => {
    for (const [text, option, path] of [
      ['notif', 'Notifications', /\/notifications$/], ['ruw', /^Ruwan Perera/, /\/mentors\/[\w-]+$/],
      ['calc', /^Calculus with Nimal Fernando .+ UTC$/, /\/calls\/[\w-]+$/], ['nimal chat', 'Calculus with Nimal Fernando', /\/chat\/[\w-]+$/],
    ] as const) {
      await seek(text);
      await expect(marked).toHaveAccessibleName(option);
      await expect(field).toHaveAttribute('aria-activedescendant', (await marked.getAttribute('id'))!);
      await maya.keyboard.press('Enter');
      await expect(maya).toHaveURL(path);
      await expect(field).toHaveCount(0);
    }
  });

  await test.step('the arrows choose, go round, and nothing fits what is nothing', async () => {
    await seek('');
    await expect(marked).toHaveAccessibleName('Today');
    await maya.keyboard.press('ArrowDown');
    await expect(marked).toHaveAccessibleName('Mentors');
    await maya.keyboard.press('ArrowUp');
    await maya.keyboard.press('ArrowUp');
    await expect(marked).toHaveAccessibleName('Sign out');
    await expect(marked).toBeInViewport();
    await maya.emulateMedia({ forcedColors: 'active' });
    const ground = (row: Locator): Promise<string> => row.evaluate((e) => {
      for (let at: Element | null = e; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!colour.endsWith(', 0)')) return colour;
      }
      return 'none';
    });
    expect(await ground(marked), 'in the colours of the system one sees which, too').not.toBe(await ground(maya.getByRole('option', { name: 'Today' })));
    for (const colorScheme of ['light', 'dark'] as const) {
      await maya.emulateMedia({ colorScheme, forcedColors: 'active' });
      await maya.screenshot({ path: `e2e/results/pages/find-forced.${colorScheme}.png` });
    }
    await maya.emulateMedia({ colorScheme: null, forcedColors: null });
    await maya.keyboard.type('zzz');
    await expect(maya.getByText('Nothing fits.')).toBeVisible();
    await expect(maya.getByRole('dialog').getByRole('status')).toHaveText('0 found');
    await expect(maya.getByRole('dialog').locator('[data-toasts]'), 'what is told later is heard in the dialog').toHaveAttribute('aria-live', 'polite');
    await maya.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
  });

  await test.step('the button opens it, and has the focus again afterwards', async () => {
    const button = maya.getByRole('banner').getByRole('button', { name: 'Find' });
    await button.click();
    await expect(field).toBeFocused();
    await maya.keyboard.press('Escape');
    await expect(button).toBeFocused();
    await maya.setViewportSize({ width: 390, height: 844 });
    await maya.goto('/');
    await maya.getByRole('main').getByRole('button', { name: 'Find' }).click();
    await expect(field).toBeFocused();
    await maya.keyboard.press('Control+k');
    await expect(field).toHaveCount(0);
  });

  await test.step('it does what the account page does: theme, language, signing out', async () => {
    const html = maya.locator('html');
    await seek('dark');
    await maya.keyboard.press('Enter');
    await expect(html).toHaveAttribute('data-theme', 'dark');
    await seek('සිං');
    await maya.keyboard.press('Enter');
    await expect(html).toHaveAttribute('lang', 'si');
    await maya.keyboard.press('Control+k');
    await maya.keyboard.type('english');
    await maya.keyboard.press('Enter');
    await expect(html).toHaveAttribute('lang', 'en');
    // a question mark that is written is one
    await maya.goto('/profile');
    await maya.getByRole('textbox', { name: 'About you' }).press('?');
    await expect(maya.getByRole('dialog')).toHaveCount(0);
    await expect(maya.getByRole('textbox', { name: 'About you' })).toHaveValue(/\?/);
    await maya.goto('/');
    await maya.goto('/profile');
    await expect(maya.getByRole('textbox', { name: 'About you' }), 'what is not saved is not lost').toHaveValue(/\?/);
    await press(maya, 'Save profile');
    await expect(maya.getByText('Your profile is saved.')).toBeVisible();
    const [name, zone] = [maya.getByRole('textbox', { name: 'Your name' }), maya.getByLabel('Time zone')];
    const saved = [await name.inputValue(), await zone.inputValue()] as const;
    await name.press('x');
    await zone.selectOption('Asia/Tokyo');
    await maya.reload();
    await expect(name, 'a name and a zone are not lost either').toHaveValue(/x/);
    await expect(zone).toHaveValue('Asia/Tokyo');
    await name.fill(saved[0]);
    await zone.selectOption(saved[1]);
    await maya.goto('/account');
    await maya.getByLabel('Current password').fill('x');
    await seek('language');
    await expect(maya.getByText('Nothing fits.'), 'half a form is not thrown away').toBeVisible();
    await maya.keyboard.press('Escape');
    await maya.goto('/');
    await expect(maya.getByRole('link', { name: 'Open the chat' })).toBeVisible();
    await maya.keyboard.press('?');
    await expect(maya.getByRole('dialog', { name: 'Keys of this console' }).getByText('Ctrl+K')).toBeVisible();
    await maya.keyboard.press('Escape');
    await seek('sign out');
    await maya.keyboard.press('Enter');
    await expect(maya).toHaveURL(/\/o\/demo\/sign-in$/);
    // nobody is signed in, so there is nothing to find
    await maya.keyboard.press('Control+k');
    await expect(field).toHaveCount(0);
  });
}

/** What a field lacks of the width that its text takes; it scrolls without saying so. */
function lacks(field: Element): number {
  const whole = field.cloneNode() as HTMLElement;
  whole.style.cssText = 'position: absolute; width: max-content';
  field.after(whole);
  const width = whole.getBoundingClientRect().width;
  whole.remove();
  return Math.max(0, Math.round(width - field.getBoundingClientRect().width));
}

/** A picture that nobody has to keep. */
async function paint(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 64 });
    const pen = canvas.getContext('2d')!;
    pen.fillStyle = 'teal';
    pen.fillRect(0, 0, 96, 64);
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
