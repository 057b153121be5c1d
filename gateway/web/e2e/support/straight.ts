import { expect, test, type Page } from '@playwright/test';
import { press } from './agree.ts';
import { testsBefore } from './connection.ts';

/** Somebody who was in a call before on this device goes in with no page between, unless they would rather see it, or a device may not be used any more. */
export async function straightIn(page: Page, room: string): Promise<void> {
  const join = page.getByRole('button', { name: 'Join call' });
  const lobby = page.getByRole('heading', { name: 'Waiting for the host to let you in' });
  const straight = page.getByRole('checkbox', { name: 'Go straight in with these the next time' });

  await test.step('known devices: straight in, with what was on', async () => {
    await page.goto(`/calls/${room}`);
    await expect(lobby).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn camera off' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn microphone off' })).toBeVisible();
  });

  await test.step('from there to the page that checks them, and what was off stays off', async () => {
    await press(page, 'Check picture and sound');
    await expect(join).toBeVisible();
    await expect(page.getByLabel('Your camera')).toBeVisible();
    await press(page, 'Turn camera off');
    await press(page, 'Join call');
    await expect(lobby).toBeVisible();
    await page.reload();
    await expect(lobby).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn camera on' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn microphone off' })).toBeVisible();
  });

  await test.step('who wants to check each time is asked each time', async () => {
    await press(page, 'Check picture and sound');
    await straight.uncheck();
    await press(page, 'Join call');
    await expect(lobby).toBeVisible();
    await page.reload();
    await expect(join).toBeVisible();
    await expect(straight).not.toBeChecked();
    await straight.check();
    await expect(page.getByLabel('Your camera')).toBeVisible();
    await press(page, 'Join call');
    await expect(lobby).toBeVisible();
  });

  await test.step('a camera that failed was not switched off', async () => {
    await page.evaluate(() => {
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wanted) => wanted?.video ? Promise.reject(new DOMException('in use', 'NotReadableError')) : real(wanted);
    });
    await press(page, 'Check picture and sound');
    await expect(page.getByText('The camera is used by another program')).toBeVisible();
    await press(page, 'Join call');
    await expect(lobby).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn camera on' })).toBeVisible();
    await page.reload();
    await expect(lobby).toBeVisible();
    await expect(page.getByRole('button', { name: 'Turn camera off' })).toBeVisible();
  });

  await test.step('a permission that is gone: the page that says what to do', async () => {
    const other = await page.context().newPage();
    await other.addInitScript(() => {
      navigator.permissions.query = () => Promise.resolve({ state: 'denied' } as PermissionStatus);
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    });
    await other.goto(`/calls/${room}`);
    await expect(other.getByText('The camera may not be used on this page. To allow it:')).toBeVisible();
    await expect(other.getByRole('button', { name: 'Join call' })).toBeVisible();
    await testsBefore(other);
    await other.close();
  });
  await press(page, 'Leave');
}
