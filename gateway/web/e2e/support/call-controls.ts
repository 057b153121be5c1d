import { expect, test, type Page } from '@playwright/test';
import { accept, agree, press, type Request } from './agree.ts';
import { apiOf, PASSWORD, type People, type Things } from './demo.ts';
import { testsInCall } from './connection.ts';
import { devicesOf, leaveWhileJoining } from './leaving.ts';
import { straightIn } from './straight.ts';

const MINUTE_MS = 60_000;

export async function call({ nimal, maya, sara, ruwan }: People, { room, open }: Things, base: string): Promise<void> {
  const second = await agree(base, 'sara', 'ruwan', open, Date.now() + 5 * MINUTE_MS);
  const { live, end } = await devicesOf(nimal);
  await Promise.all([meet(maya, nimal, 'Nimal Fernando', room, () => nimal.keyboard.press('Control+k')), meet(ruwan, sara, 'Sara Khan', second.room_id)]);

  await test.step('what the host does is told in the dialog that was open before one was let in', async () => {
    const find = nimal.getByRole('dialog');
    await press(maya, 'Mute Nimal Fernando');
    await expect(find.locator('[data-toasts]')).toContainText('The host muted your microphone.');
    await press(find, 'Dismiss');
    await nimal.keyboard.press('Escape');
    await press(nimal, 'Unmute microphone');
    await expect(maya.getByRole('button', { name: 'Mute Nimal Fernando' })).toBeEnabled();
  });

  await test.step('who is signed out elsewhere leaves the call at once with no device on, and comes back as they were', async () => {
    expect(await live()).toBe(2);
    await (await apiOf(base, 'nimal')).post('/session/sign-out-everywhere', {});
    const over = nimal.getByRole('dialog', { name: 'Sign in again' });
    await expect(over).toContainText('You are not in the call. Your camera and microphone are off.');
    expect(await live()).toBe(0);
    await expect(maya.getByText('Nobody else is here yet')).toBeVisible();
    await over.getByLabel('Password').fill(PASSWORD);
    await press(over, 'Sign in');
    await expect(nimal.getByRole('heading', { name: 'Your sign-in ended, and you left the call' })).toBeVisible();
    await press(nimal, 'Rejoin');
    await expect(nimal.getByText('2 in the call')).toBeVisible();
    expect(await live()).toBe(2);
  });

  await test.step('the host mutes the other', async () => {
    await press(maya, 'Mute Nimal Fernando');
    await expect(nimal.getByRole('button', { name: 'Unmute microphone' })).toBeVisible();
    const told = nimal.locator('[data-toasts]');
    await expect(told).toContainText('The host muted your microphone.');
    await press(told, 'Dismiss');
    await expect(maya.getByLabel('Muted')).toBeVisible();
    await expect(maya.getByRole('button', { name: 'Mute Nimal Fernando' }), 'there is nothing to press, and the place is kept').toBeDisabled();
    await expect(maya.getByRole('button', { name: 'Mute Nimal Fernando' })).toBeFocused();
    await press(nimal, 'Unmute microphone');
    await expect(maya.getByLabel('Muted')).toBeHidden();
    // what one presses oneself needs no telling
    await press(nimal, 'Mute microphone');
    await expect(maya.getByLabel('Muted')).toBeVisible();
    await expect(told).not.toContainText('muted');
    await press(nimal, 'Unmute microphone');
  });

  await test.step('a camera and a microphone that stop are off on both sides, in words, and open anew', async () => {
    const told = nimal.locator('[data-toasts]');
    await expect(maya.getByLabel('Camera of Nimal Fernando').and(maya.locator('video'))).toBeVisible();
    await end();
    for (const text of ['Your microphone has stopped', 'Your camera has stopped']) await expect(told).toContainText(text);
    await expect(nimal.getByLabel('Your camera')).toHaveCount(0);
    await expect(maya.getByLabel('Muted')).toBeVisible();
    await expect(maya.getByLabel('Camera of Nimal Fernando').and(maya.locator('video'))).toHaveCount(0);
    await press(nimal, 'Unmute microphone');
    await press(nimal, 'Turn camera on');
    await expect.poll(live).toBe(2);
    await expect(nimal.getByLabel('Your camera')).toBeVisible();
    await expect(maya.getByLabel('Muted')).toBeHidden();
    const picture = maya.getByLabel('Camera of Nimal Fernando').and(maya.locator('video'));
    const time = (): Promise<number> => picture.evaluate((video) => (video as HTMLVideoElement).currentTime);
    await expect(picture).toBeVisible();
    const before = await time();
    await expect.poll(time, { message: 'the picture moves again' }).toBeGreaterThan(before);
  });

  await test.step('the call, and one picture of it, fill the screen', async () => {
    const filled = (): Promise<string | undefined> => nimal.evaluate(() => document.fullscreenElement?.tagName);
    const told = nimal.locator('[data-toasts]');
    const dismiss = told.getByRole('button', { name: 'Dismiss' });
    while ((await dismiss.count()) > 0) await dismiss.first().click();
    for (const [what, element] of [['Full screen', 'DIV'], ['Full screen: camera of Maya Silva', 'FIGURE']] as const) {
      await press(nimal, what);
      await expect.poll(filled).toBe(element);
      await press(maya, 'Mute Nimal Fernando');
      await expect(told).toContainText('The host muted your microphone.');
      expect(await told.evaluate((e) => document.fullscreenElement!.contains(e)), 'it is seen in full screen').toBe(true);
      await press(told, 'Dismiss');
      await press(nimal, 'Leave full screen');
      await expect.poll(filled).toBeUndefined();
      await press(nimal, 'Unmute microphone');
      await expect(maya.getByRole('button', { name: 'Mute Nimal Fernando' })).toBeEnabled();
    }
  });

  await test.step('the devices can be changed', async () => {
    await press(nimal, 'Devices');
    await expect(nimal.getByRole('dialog', { name: 'Devices' }).getByLabel('Camera')).toBeVisible();
    await press(nimal.getByRole('dialog', { name: 'Devices' }), 'Close');
  });

  await testsInCall(nimal);

  await test.step('the host removes the other', async () => {
    await press(maya, 'Remove Nimal Fernando');
    await press(maya.getByRole('dialog'), 'Remove from the call');
    await expect(nimal.getByRole('heading', { name: 'The host removed you from the call' })).toBeVisible();
    await expect(nimal.getByRole('button', { name: 'Rejoin' })).toHaveCount(0);
    await expect(maya.getByText('Nobody else is here yet')).toBeVisible();
    // no way back is offered, and no camera is switched on to find that out
    await nimal.goto('/sessions');
    await expect(nimal.getByText('The host removed you from the call')).toBeVisible();
    await expect(nimal.getByRole('link', { name: 'Join the call with Maya Silva' })).toHaveCount(0);
    await opensNoDevice(nimal, room, 'The host removed you from this call.');
  });

  await test.step('the host ends the call for all', async () => {
    await press(ruwan, 'End call for all');
    await press(ruwan.getByRole('dialog'), 'End call');
    for (const page of [sara, ruwan]) await expect(page.getByRole('heading', { name: 'The call has ended' })).toBeVisible();
    for (const page of [sara, ruwan]) {
      await page.goto('/sessions');
      await expect(page.getByText('The call has ended')).toBeVisible();
      await expect(page.getByRole('link', { name: /^Join the call/ })).toHaveCount(0);
      await page.goto('/');
      await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible();
      await expect(page.getByRole('link', { name: 'Join the call' })).toHaveCount(0);
    }
    await opensNoDevice(sara, second.room_id, 'This call has ended.');
  });

  await test.step('the mentor ends a session early', async () => {
    await press(maya, 'Leave call');
    await Promise.all([nimal, maya].map((page) => page.goto('/sessions')));
    await press(maya, 'Mark as completed');
    await expect(nimal.getByRole('list', { name: 'Past sessions' }).getByText('Completed')).toHaveCount(0);
    await press(maya.getByRole('dialog'), 'Complete session');
    for (const page of [nimal, maya]) {
      await expect(page.getByRole('list', { name: 'Past sessions' }).getByText('Completed')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Mark as completed' })).toHaveCount(0);
    }
  });
}

/** Sara is a mentor after all, with a room that is nobody else's. */
export async function turnedAway({ nimal, sara }: People, base: string): Promise<void> {
  const [student, mentor, admin] = await Promise.all([apiOf(base, 'nimal'), apiOf(base, 'sara'), apiOf(base, 'admin')]);
  const applied = await mentor.post<{ user: { id: string } }>('/mentor-applications', { topics: ['Statistics'], headline: 'Numbers that tell stories', motivation: 'I was helped.' });
  await admin.post(`/mentor-applications/${applied.user.id}/approve`, {});
  const time = { start: new Date(Date.now() + 5 * MINUTE_MS).toISOString(), end: new Date(Date.now() + 20 * MINUTE_MS).toISOString() };
  const asked = (): Promise<Request> => student.post<Request>('/mentoring-requests', { mentor_id: applied.user.id, topic: 'Statistics', message: 'Could you help me?', times: [time] });
  let request: Request | null = null;
  // the directory takes a moment to know her
  await expect(async () => { request = await asked(); }).toPass({ timeout: 10_000 });
  const { room_id } = await accept(base, 'sara', request!.id, time);

  await test.step('who leaves while joining leaves no device on and takes no place', async () => {
    await leaveWhileJoining(sara, room_id, '**/v1/rooms/*/open');
    await leaveWhileJoining(nimal, room_id, '**/v1/rooms/*/ice-servers');
  });

  await straightIn(nimal, room_id);

  await test.step('who comes before the host is told so, and the host is told on Today who waits', async () => {
    await sara.goto('/');
    await nimal.goto(`/calls/${room_id}`);
    await expect(nimal.getByText('The host is not in the room yet.')).toBeVisible();
    const told = sara.getByText('Nimal Fernando waits to come in');
    await expect(told).toBeVisible();
    await press(nimal, 'Leave');
    await expect(told).toHaveCount(0);
  });

  await test.step('the host turns somebody away', async () => {
    for (const page of [sara, nimal]) {
      await page.goto(`/calls/${room_id}`);
      if (page !== sara) continue;
      await expect(sara.getByText('1 in the call')).toBeVisible();
      await expect(sara.getByText('Nobody else is here yet')).toBeVisible();
    }
    await expect(nimal.getByRole('heading', { name: 'Waiting for the host to let you in' })).toBeVisible();
    await expect(nimal.getByLabel('Your camera')).toBeVisible();
    await press(nimal, 'Turn camera off');
    await expect(nimal.getByText('Your camera is off')).toBeVisible();
    await press(nimal, 'Turn microphone off');
    await expect(nimal.getByRole('button', { name: 'Turn microphone on' })).toBeVisible();
    await press(sara, 'Turn away Nimal Fernando');
    await press(sara.getByRole('dialog'), 'Turn away for good');
    await expect(nimal.getByRole('heading', { name: 'The host removed you from the call' })).toBeVisible();
    await expect(nimal.getByText('You can rate')).toHaveCount(0);
    await expect(sara.getByRole('region', { name: 'Lobby' })).toHaveCount(0);
    await expect(sara.getByText('1 in the call')).toBeVisible();
    await press(sara, 'Leave call');
  });
}

/** Pre-join says why not, and asks for no device. */
async function opensNoDevice(page: Page, room: string, why: string): Promise<void> {
  await page.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) => { document.documentElement.dataset.asked = 'devices'; return open(wanted); };
  });
  await page.goto(`/calls/${room}`);
  await expect(page.getByText(why)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Join call' })).toHaveCount(0);
  await expect(page.locator('html')).not.toHaveAttribute('data-asked');
}

/** Both in one call; the guest may do something `meanwhile`, in the lobby. */
async function meet(host: Page, guest: Page, name: string, room: string, meanwhile = (): Promise<void> => Promise.resolve()): Promise<void> {
  for (const page of [host, guest]) {
    await page.goto(`/calls/${room}`);
    await expect(page.getByLabel('Your camera')).toBeVisible();
    await press(page, 'Join call');
  }
  const admit = host.getByRole('button', { name: `Admit ${name}` });
  await expect(admit).toBeVisible();
  await expect(host.getByText('Nobody else is here yet')).toBeHidden();
  await meanwhile();
  const box = (await admit.boundingBox())!;
  await admit.click();
  await expect(admit).toBeHidden();
  // a second click of an unsteady hand ends nothing
  const below = await host.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest('button')?.textContent ?? '', { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  expect(below).not.toMatch(/End call|Remove/);
  await expect(guest.getByText('2 in the call')).toBeVisible();
  await expect(host.getByRole('button', { name: `Mute ${name}` })).toBeEnabled();
}
