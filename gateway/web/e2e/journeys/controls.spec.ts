import { expect, test, type Locator, type Page } from '@playwright/test';
import { accept, ask, giveReason, press } from '../support/agree.ts';
import { call, turnedAway } from '../support/call-controls.ts';
import { apiOf, arrive, history, PASSWORD, signIn, type People, type Things, type Who } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

test('what two people press and no other journey does does what it says, on both sides', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const browser = await launch('controls', network, server.origin);
    const page = async (who: Who): Promise<Page> => (await arrive(browser, server.origin, who)).page;
    const [things, nimal, maya, sara, ruwan, admin] = await Promise.all([history(base), page('nimal'), page('maya'), page('sara'), page('ruwan'), page('admin')]);
    const people = { nimal, maya, sara, ruwan, admin };
    await chat(people, things);
    await unsent(people, things, base);
    await further(people, things, base);
    await requests(people, things, base);
    await session(people, things, base);
    await application(people, base);
    await notifications(people);
    await call(people, things, base);
    await turnedAway(people, base);
    await browser.close();
  } finally {
    await server.stop();
  }
});

async function chat({ nimal, maya }: People, { channel }: Things): Promise<void> {
  const message = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });
  await Promise.all([nimal, maya].map((page) => page.goto(`/chat/${channel}`)));
  const [read, own] = [message(nimal, 'Bring the sheet'), message(maya, 'Bring the sheet')];

  await test.step('a reaction comes and goes', async () => {
    await press(read, 'React');
    await press(read, 'React with 🎉');
    await expect(own.getByRole('button', { name: '🎉 1' })).toHaveAttribute('aria-pressed', 'false');
    await press(own, '🎉 1');
    await expect(read.getByRole('button', { name: '🎉 2' })).toBeVisible();
    await press(read, '🎉 2');
    await press(own, '🎉 1');
    for (const row of [read, own]) await expect(row.getByRole('button', { name: '🎉' })).toHaveCount(0);
  });

  await test.step('a message is edited', async () => {
    // no room for the field below the newest message
    const { width, height } = maya.viewportSize()!;
    await maya.setViewportSize({ width, height: 320 });
    await press(own, 'Edit message');
    // while it is edited its text stands in the field
    const edit = maya.getByRole('textbox', { name: 'Edit message' });
    await expect(edit).toBeFocused();
    for (const name of ['Save', 'Cancel']) await expect(maya.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
    await edit.fill('Bring the blue sheet.');
    await edit.press('Shift+Enter');
    await expect(edit).toHaveValue('Bring the blue sheet.\n');
    await edit.press('Enter');
    for (const page of [nimal, maya]) await expect(message(page, 'Bring the blue sheet. (edited)')).toBeVisible();
    await maya.setViewportSize({ width, height });
  });

  await test.step('a message is deleted, taken back, and deleted', async () => {
    for (const undo of [maya.getByRole('log'), maya.locator('[data-toasts]')]) {
      await press(message(maya, 'Bring the blue sheet.'), 'Delete message');
      await expect(message(maya, 'blue sheet')).toHaveCount(0);
      await press(undo, 'Undo');
      await expect(message(maya, 'Bring the blue sheet.')).toBeVisible();
    }
    await press(message(maya, 'Bring the blue sheet.'), 'Delete message');
    await expect(message(nimal, 'Bring the blue sheet.')).toBeVisible();
    await expect(maya.locator('[data-toasts]'), 'the other reads it still').toContainText('The message is deleted in a moment.');
    const wide = maya.viewportSize()!;
    for (const size of [wide, { width: 390, height: 844 }]) {
      await maya.setViewportSize(size);
      // would wait in vain for what lies over them to go
      await maya.getByRole('textbox', { name: 'Message' }).click({ trial: true, timeout: 3000 });
      await maya.getByRole('button', { name: 'Send', exact: true }).click({ trial: true, timeout: 3000 });
    }
    await maya.setViewportSize(wide);
    await maya.keyboard.press('Control+k');
    await press(maya.getByRole('dialog'), 'Dismiss');
    await maya.keyboard.press('Escape');
    for (const page of [nimal, maya]) {
      await expect(message(page, 'Message deleted')).toBeVisible();
      await expect(message(page, 'blue sheet')).toHaveCount(0);
    }
  });
}

async function unsent({ nimal, maya }: People, { channel }: Things, base: string): Promise<void> {
  await Promise.all([nimal, maya].map((page) => page.goto(`/chat/${channel}`)));
  const log = nimal.getByRole('log');
  const write = async (text: string): Promise<void> => {
    await nimal.getByRole('textbox', { name: 'Message' }).fill(text);
    await press(nimal, 'Send');
    await expect(log.getByRole('alert')).toContainText('Not sent.');
  };
  const refuse = (): Promise<unknown> => nimal.route('**/v1/channels/*/messages', (route) => (route.request().method() === 'POST'
    ? route.fulfill({ status: 403, json: { code: 'forbidden' } })
    : route.continue()));

  await test.step('a message that was not sent is sent again', async () => {
    await refuse();
    await write('Is room five free?');
    await nimal.getByRole('link', { name: 'All conversations' }).click();
    const entry = nimal.getByRole('list', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: 'Not sent: Is room five free?' });
    await entry.getByRole('link').click();
    await expect(log.getByRole('alert')).toContainText('Not sent.');
    await nimal.unrouteAll();
    await press(log, 'Retry');
    await expect(maya.getByRole('log').getByText('Is room five free?')).toBeVisible();
    await expect(log.getByRole('alert')).toHaveCount(0);
    await expect(log.getByText('Is room five free?')).toHaveCount(1);
  });

  await test.step('a message that was not sent is thrown away, and the next one goes', async () => {
    await refuse();
    await write('Never mind this.');
    await press(log, 'Discard');
    await expect(log.getByText('Never mind this.')).toHaveCount(0);
    await nimal.unrouteAll();
    await nimal.getByRole('textbox', { name: 'Message' }).fill('Until then.');
    await press(nimal, 'Send');
    await expect(maya.getByRole('log').getByText('Until then.')).toBeVisible();
    await expect(log.getByText('Seen', { exact: true })).toBeVisible();
    await nimal.reload();
    await expect(log.getByText('Until then.')).toBeVisible();
    await expect(log.getByText('Seen', { exact: true }), 'what was seen stays so').toBeVisible();
    for (const page of [nimal, maya]) await expect(page.getByRole('log').getByText('Never mind this.')).toHaveCount(0);
  });

  await test.step('what shows nothing is not sent', async () => {
    const field = nimal.getByRole('textbox', { name: 'Message' });
    const rows = await log.getByRole('article').count();
    await field.fill('\u200b \u2060');
    await field.press('Enter');
    await press(nimal, 'Send');
    await expect(field).toHaveValue('\u200b \u2060');
    await expect(log.getByRole('article')).toHaveCount(rows);
    await field.fill('');
  });

  await test.step('a draft outlives the page, and goes with who signs out', async () => {
    const field = nimal.getByRole('textbox', { name: 'Message' });
    await field.fill('Between you and me');
    await nimal.reload();
    await expect(field).toHaveValue('Between you and me');
    const sure = nimal.getByRole('dialog', { name: 'Sign out?' });
    const over = nimal.getByRole('dialog', { name: 'Sign in again' });
    await (await apiOf(base, 'nimal')).post('/session/sign-out-everywhere', {});
    for (const leave of [() => nimal.keyboard.press('Escape'), () => press(over, 'Close'), () => press(over, 'Not Nimal Fernando? Sign out')]) {
      await expect(over).toBeVisible();
      await leave();
      await expect(sure, 'no way out of a sign-in that ended takes the draft along unasked').toContainText('have not sent');
      await expect(over).toHaveCount(0);
      await nimal.keyboard.press('Escape');
    }
    await over.getByLabel('Password').fill(PASSWORD);
    await press(over, 'Sign in');
    await expect(over).toHaveCount(0);
    await expect(field).toHaveValue('Between you and me');
    await nimal.keyboard.press('Control+k');
    await expect(nimal.getByRole('combobox', { name: 'Find a page, a person or an action' })).toBeFocused();
    await nimal.keyboard.type('sign out');
    await nimal.keyboard.press('Enter');
    await expect(sure).toContainText('have not sent');
    await press(sure, 'Cancel');
    await nimal.goto('/account');
    await nimal.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(sure).toContainText('have not sent');
    await sure.getByRole('button', { name: 'Sign out' }).click();
    await expect(nimal).toHaveURL(/\/o\/demo\/sign-in/);
    expect(await nimal.evaluate(() => JSON.stringify(localStorage))).not.toContain('Between you and me');
    await signIn(nimal, 'nimal');
    await nimal.goto(`/chat/${channel}`);
    await expect(field).toHaveValue('');
  });
}

/** Nimal reads further up, in a window in which not all has room. */
async function further({ nimal }: People, { channel }: Things, base: string): Promise<void> {
  const [log, field, down] = [nimal.getByRole('log'), nimal.getByRole('textbox', { name: 'Message' }), nimal.getByRole('button', { name: /new messages?$/ })];
  const [own, other] = await Promise.all([apiOf(base, 'nimal'), apiOf(base, 'maya')]);
  const say = (text: string): Promise<unknown> => other.post(`/channels/${channel}/messages`, { text });
  /** And the page has heard of it, which it does with the next frame. */
  const up = (): Promise<void> => log.evaluate(async (e) => {
    e.scrollTo(0, 0);
    for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
  const { width, height } = nimal.viewportSize()!;
  await nimal.setViewportSize({ width: 390, height: 480 });
  for (let page = 1; page <= 12; page++) await say(`Look at page ${page}.`);
  await expect(log.getByText('Look at page 12.')).toBeInViewport();
  await endKept(nimal);

  await test.step('what comes while one reads further up is told, and a key leads to it', async () => {
    await up();
    await expect(log.getByText('Look at page 12.')).not.toBeInViewport();
    await expect(down).toHaveCount(0);
    await say('Are you there?');
    await expect(down).toHaveAccessibleName('1 new message');
    await say('Hello?');
    await expect(down).toHaveAccessibleName('2 new messages');
    await field.press('Shift+Tab');
    await expect(down).toBeFocused();
    await nimal.keyboard.press('Enter');
    await expect(log.getByText('Hello?')).toBeInViewport();
    await expect(log).toBeFocused();
    await expect(down).toHaveCount(0);
  });

  await test.step('who answers has read', async () => {
    await up();
    await say('Page 7, then.');
    await expect(down).toHaveAccessibleName('1 new message');
    await down.click();
    await expect(log.getByText('Page 7, then.')).toBeInViewport();
    await up();
    await say('Then page 8.');
    await expect(down).toHaveAccessibleName('1 new message');
    await field.fill('I read page 7 now.');
    await field.press('Enter');
    await expect(log.getByText('I read page 7 now.')).toBeInViewport();
    await expect(down).toHaveCount(0);
    await expect.poll(async () => (await own.get<{ unread: number }>(`/channels/${channel}`)).unread).toBe(0);
  });

  await test.step('the field shows what is written, wrapped lines too, up to six', async () => {
    const hidden = (): Promise<number> => field.evaluate((e) => e.scrollHeight - e.clientHeight);
    const tall = async (): Promise<number> => (await field.boundingBox())!.height;
    const one = await tall();
    await field.fill('A long message without a line that somebody began, '.repeat(3));
    expect(await hidden()).toBeLessThanOrEqual(1);
    expect(await tall()).toBeGreaterThan(2 * one);
    await field.fill('A message that is longer than the window is tall. '.repeat(30));
    expect(await hidden()).toBeGreaterThan(0);
    expect(await tall()).toBeLessThan(200);
    await expect(log.getByText('I read page 7 now.')).toBeInViewport();
    await field.fill('');
    expect(await tall()).toBe(one);
  });
  await nimal.setViewportSize({ width, height });
}

/** The browser tells of a scroll before it tells of the size that came with it. */
async function endKept(page: Page): Promise<void> {
  const log = page.getByRole('log');
  const newest = log.getByRole('article').last();
  await test.step('the end stays in sight when the window gets smaller as a message comes, and when what stands there gets taller', async () => {
    const window = log.locator('..');
    await window.evaluate((e) => {
      e.querySelector('[role=log]')!.scrollTop -= 1;
      e.style.height = '160px';
    });
    await expect(newest).toBeInViewport({ ratio: 1 });
    await window.evaluate((e) => e.style.removeProperty('height'));
    await log.getByRole('article').nth(-3).evaluate((e) => { e.style.paddingBottom = '400px'; });
    await expect(newest).toBeInViewport({ ratio: 1 });
    await log.getByRole('article').nth(-3).evaluate((e) => e.style.removeProperty('padding-bottom'));
    await expect(newest).toBeInViewport({ ratio: 1 });
  });
}

async function requests({ nimal, sara, ruwan }: People, { open }: Things, base: string): Promise<void> {
  await Promise.all([sara, ruwan].map((page) => page.goto(`/requests/${open}`)));

  await test.step('another time is proposed', async () => {
    await press(ruwan, 'Propose another time');
    const dialog = ruwan.getByRole('dialog');
    await press(dialog, 'Add another time');
    await press(dialog, 'Add another time');
    await press(dialog, 'Remove time 1');
    await dialog.getByLabel('Note').fill('My Tuesday is full.');
    await typedByKeyboard(dialog);
    await press(dialog, 'Send proposal');
    await expect(ruwan.getByText('Waiting for Sara Khan')).toBeVisible();
    await expect(sara.getByText('Waiting for you', { exact: true })).toBeVisible();
    await expect(sara.getByText('Ruwan Perera proposes another time: “My Tuesday is full.”')).toBeVisible();
    await expect(sara.getByRole('button', { name: /^Accept / })).toHaveCount(2);
  });

  await test.step('a request is withdrawn', async () => {
    await press(sara, 'Withdraw request');
    await press(sara.getByRole('main'), 'Undo');
    await press(sara, 'Withdraw request');
    await press(sara, 'Dismiss');
    for (const page of [sara, ruwan]) await expect(page.getByText('Withdrawn', { exact: true })).toBeVisible();
    await expect(ruwan.getByRole('button', { name: 'Decline' })).toHaveCount(0);
  });

  await test.step('a request is declined with a reason', async () => {
    const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 3 * DAY_MS);
    await Promise.all([nimal, ruwan].map((page) => page.goto(`/requests/${id}`)));
    await press(ruwan, 'Decline');
    const writing = ruwan.getByRole('dialog', { name: 'Decline this request' });
    await writing.getByLabel('Reason').fill('I am abroad.');
    for (const no of [() => ruwan.keyboard.press('Escape'), () => press(ruwan.getByRole('dialog', { name: 'Throw away what you wrote?' }), 'Cancel')]) {
      await writing.getByLabel('Reason').press('Escape');
      await expect(ruwan.getByRole('dialog', { name: 'Throw away what you wrote?' })).toBeVisible();
      await no();
      await expect(ruwan.getByRole('dialog', { name: 'Throw away what you wrote?' })).toHaveCount(0);
      await expect(writing.getByLabel('Reason')).toHaveValue('I am abroad.');
    }
    await giveReason(ruwan, 'I am abroad that week.', 'Decline request');
    await press(ruwan.getByRole('main'), 'Undo');
    await press(ruwan, 'Decline');
    await expect(ruwan.getByRole('dialog').getByLabel('Reason')).toHaveValue('I am abroad that week.');
    await press(ruwan.getByRole('dialog'), 'Decline request');
    // signing out, and leaving the page, send what waits
    await ruwan.goto('/requests');
    await expect(nimal.getByText('I am abroad that week.')).toBeVisible();
    for (const page of [nimal, ruwan]) await expect(page.getByText('Declined')).toBeVisible();
  });
}

/** Half a date, a year that was and one of too many digits are told beside the field, and take nothing off the page. */
async function typedByKeyboard(dialog: Locator): Promise<void> {
  const start = dialog.getByLabel('Start 1');
  const before = await start.inputValue();
  const [, month, day] = before.slice(0, 10).split('-');
  for (const [typed, fault] of [
    [`${month}${day}0002`, 'That time has passed already.'], [`${month}${day}275760`, 'That is too far ahead.'], ['Backspace', 'Write the whole date and time.'],
  ] as const) {
    await start.focus();
    if (typed === 'Backspace') await start.press(typed);
    else await start.pressSequentially(typed, { delay: 20 });
    await press(dialog, 'Send proposal');
    await expect(start).toHaveAccessibleDescription(new RegExp(fault));
    await expect(dialog.getByLabel('Note')).toHaveValue('My Tuesday is full.');
  }
  await start.fill(before);
}

async function session({ nimal, maya }: People, { request }: Things, base: string): Promise<void> {
  await test.step('a session is cancelled with a reason', async () => {
    const { id, time } = await ask(base, 'nimal', 'maya', request, Date.now() + 2 * DAY_MS);
    const { channel_id, room_id } = await accept(base, 'maya', id, time);
    await (await apiOf(base, 'nimal')).post(`/channels/${channel_id}/messages`, { text: 'Which room is it?' });
    await nimal.goto('/requests');
    await expect(nimal.getByRole('listitem').filter({ hasText: 'Accepted' }).first().locator('time'), 'the agreed time').toBeVisible();
    await Promise.all([nimal.goto('/sessions'), maya.goto(`/calls/${room_id}`)]);
    await expect(maya.getByLabel('Your camera')).toBeVisible();
    const planned = nimal.getByRole('list', { name: 'Coming sessions' }).getByRole('listitem').filter({ has: nimal.getByRole('button', { name: 'Cancel the session' }) });
    await press(planned, 'Cancel the session with Maya Silva');
    await giveReason(nimal, 'My exam was moved.', 'Cancel session');
    await expect(maya.getByRole('heading', { name: 'This session was cancelled.' }), 'who checks their camera for it is told').toBeVisible();
    await expect(maya.getByLabel('Your camera')).toHaveCount(0);
    await maya.goto('/sessions');
    for (const page of [nimal, maya]) {
      const past = page.getByRole('list', { name: 'Past sessions' }).getByRole('listitem').filter({ hasText: 'My exam was moved.' });
      await expect(past.getByText('Cancelled', { exact: true })).toBeVisible();
      await expect(past.getByRole('link', { name: 'Join the call' })).toHaveCount(0);
    }
    for (const page of [nimal, maya]) {
      await page.goto('/chat');
      const entry = page.getByRole('list', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: 'Which room is it?' });
      await expect(entry.getByText('Cancelled', { exact: true })).toBeVisible();
      await page.goto(`/requests/${id}`);
      await expect(page.getByRole('heading', { name: 'Cancelled session' })).toBeVisible();
      await expect(page.getByText('Agreed')).toHaveCount(0);
    }
  });
}

async function application({ sara, admin }: People, base: string): Promise<void> {
  await test.step('an application is declined with a reason', async () => {
    await Promise.all([sara.goto('/become-a-mentor'), admin.goto('/approvals')]);
    await (await apiOf(base, 'sara')).post('/mentor-applications', { topics: ['Statistics'], headline: 'Numbers that tell stories', motivation: 'I was helped.\nNow it is my turn.' });
    await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Today' }).click();
    await expect(admin.getByRole('heading', { name: '1 application waits for a decision' })).toBeVisible();
    await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals 1 waiting for you' }).click();
    expect(await admin.locator('p', { hasText: 'I was helped.' }).innerText(), 'lines stay lines').toBe('I was helped.\nNow it is my turn.');
    await press(admin, 'Decline Sara Khan');
    await giveReason(admin, 'Finish your own course first.', 'Decline application');
    await expect(admin.getByText('Nothing to decide')).toBeVisible();
    await expect(sara.getByText('Declined. Finish your own course first. You can apply again.')).toBeVisible();
    await expect(sara.getByRole('button', { name: 'Send application' })).toBeVisible();
    for (const [field, text] of [['Topics', 'Statistics'], ['Headline', 'Numbers that tell stories'], ['Motivation', 'I was helped.\nNow it is my turn.']] as const) {
      await expect(sara.getByLabel(field), 'what was written before').toHaveValue(text);
    }
    await sara.getByLabel('Motivation').fill('I have finished my course.');
    await sara.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Today' }).click();
    await sara.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Become a mentor' }).click();
    await expect(sara.getByLabel('Motivation'), 'what is not sent is not lost').toHaveValue('I have finished my course.');
  });
}

async function notifications({ maya, nimal }: People): Promise<void> {
  await test.step('a notification that is opened is read, and no other', async () => {
    const bell = nimal.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Notifications/ });
    const news = nimal.getByRole('listitem').filter({ has: nimal.getByText('New', { exact: true }) });
    await bell.click();
    await expect(news.first()).toBeVisible();
    const before = await news.count();
    await news.first().getByRole('link').click();
    await expect(nimal).not.toHaveURL(/notifications/);
    await bell.click();
    await expect(nimal.getByRole('list', { name: 'Notifications' })).toBeVisible();
    await expect(news).toHaveCount(before - 1);
  });

  await test.step('notifications are marked as read', async () => {
    const bell = maya.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Notifications/ });
    await expect(bell).toHaveAccessibleName(/unread/);
    await bell.click();
    await expect(maya.getByText('Nimal Fernando cancelled a session.')).toBeVisible();
    const asked = maya.getByRole('listitem').filter({ hasText: 'Nimal Fernando asks you for a session.' });
    await expect(asked.filter({ hasText: 'Calculus' }).first().locator('time').first(), 'of what, and when').toBeVisible();
    await expect(asked.first().getByText('Answered')).toBeVisible();
    await expect(asked.getByText('New', { exact: true })).toHaveCount(0);
    await press(maya, 'Mark all as read');
    await expect(maya.getByText('All read')).toBeVisible();
    await expect(maya.getByText('New', { exact: true })).toHaveCount(0);
    await expect(bell).toHaveAccessibleName('Notifications');
  });
}
