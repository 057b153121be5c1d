import { expect, test, type Locator, type Page } from '@playwright/test';
import { press } from './agree.ts';

const WAY = 'by UDP\\. There and back in \\d+ ms\\.';
const ALONE = new RegExp(`${WAY} [\\d.]+ % was lost\\. What the others send is tried in a call\\.`);
const CALL = new RegExp(`${WAY} Of what you sent, [\\d.]+ % was lost\\. (Of what the others sent, [\\d.]+ % was lost|The others sent too little)`);

/** The line of the test about `what`. */
export const line = (test: Locator, what: string): Locator => test.getByRole('listitem').filter({ has: test.page().getByText(what, { exact: true }) });

/** Until all is found: where no way is, after two tries. */
export const toEnd = (test: Locator): Promise<void> => expect(test.getByRole('button', { name: 'Copy report' })).toBeVisible({ timeout: 40_000 });

/** Once all is found. */
export async function tried(within: Page | Locator): Promise<Locator> {
  const test = within.getByRole('region', { name: 'Connection test' });
  await test.getByRole('button', { name: /^Test (connection|again)$/ }).click();
  await toEnd(test);
  return test;
}

/** Somebody who is in a call tries their connection there. */
export async function testsInCall(page: Page): Promise<void> {
  await test.step('the connection is tried in a call, with its sound and pictures, and the report names nobody', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'camera', 'microphone']);
    await press(page, 'Devices');
    const dialog = page.getByRole('dialog', { name: 'Devices' });
    const found = await tried(dialog);
    for (const what of ['Server', 'Messages and signals', 'This browser', 'Sound and pictures']) await expect(line(found, what)).toContainText('Works');
    await expect(line(found, 'Sound and pictures')).toContainText(CALL);
    await press(found, 'Copy report');
    await expect(dialog.locator('[data-toasts]')).toContainText('The report is copied.');
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(report).toMatch(/\nmedia: udp, rtt \d+ ms; server [\d.]+:\d+; up \d{2,} arrived, \d+ lost; down \d+ arrived, \d+ lost\n/);
    expect(report).not.toMatch(/eyJ|Nimal|@demo|[\da-f]{8}-[\da-f]{4}-/);
    await press(dialog.locator('[data-toasts]'), 'Dismiss');
    await press(dialog, 'Close');
  });
}

/** Before a call: what can be tried there, and what is wrong. */
export async function testsBefore(page: Page): Promise<void> {
  await test.step('before a call too media are tried, without a device, and what fails says what to do', async () => {
    const found = await tried(page);
    for (const what of ['Server', 'Messages and signals', 'This browser', 'Sound and pictures']) await expect(line(found, what)).toContainText('Works');
    await expect(line(found, 'Sound and pictures')).toContainText(ALONE);
    await page.route(/\/v1\/rooms\/[\w-]+$/, (route) => route.abort());
    await page.routeWebSocket('**/v1/realtime', (socket) => socket.close());
    await tried(page);
    await expect(line(found, 'Server')).toContainText(/Does not work.*Check that this device is online/s);
    await expect(line(found, 'Messages and signals')).toContainText(/Does not work.*Ask whoever runs this network to let WebSockets/s);
    await page.unrouteAll();
  });
}
