import path from 'node:path';
import { expect, test } from '@playwright/test';
import { apiOf, arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');

test('what somebody changes in a message is kept: without a connection, refused, left by Escape and over a reload', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { channel } = await history(server.base);
    const browser = await launch('edit', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'maya');
    await page.goto(`/chat/${channel}`);
    const message = (text: string) => page.getByRole('article').filter({ hasText: text });
    const field = page.getByRole('textbox', { name: 'Edit message' });
    const open = (text: string): Promise<void> => message(text).getByRole('button', { name: 'Edit message' }).click();
    const why = page.getByRole('log').getByRole('alert');

    await test.step('without a connection', async () => {
      await open('Bring the sheet');
      await page.keyboard.type(', please');
      await expect(field, 'one goes on where the text ends').toHaveValue(/ one you can do\., please$/);
      await field.fill('Bring the blue sheet');
      await page.context().setOffline(true);
      await field.press('Enter');
      await expect(why).toContainText('The server cannot be reached');
      await expect(field).toHaveValue('Bring the blue sheet');
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(field).toBeHidden();
      await expect(message('Bring the blue sheet (edited)')).toBeVisible();
    });

    await test.step('refused, and after a reload', async () => {
      await page.route('**/v1/channels/*/messages/*', (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }));
      await open('Bring the blue sheet');
      await field.fill('Bring the red sheet');
      await field.press('Enter');
      await expect(why).toContainText('not available right now');
      await expect(field).toHaveValue('Bring the red sheet');
      await page.unrouteAll();
      await page.reload();
      await open('Bring the blue sheet');
      await expect(field).toHaveValue('Bring the red sheet');
    });

    await test.step('left by Escape it goes on there, cancelled it does not', async () => {
      await field.press('Escape');
      await expect(message('Bring the blue sheet (edited)')).toBeFocused();
      await open('Bring the blue sheet');
      await expect(field).toHaveValue('Bring the red sheet');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await open('Bring the blue sheet');
      await expect(field).toHaveValue('Bring the blue sheet');
    });
    await test.step('what is begun and left says so in its row, over a reload, until it is gone on with or thrown away', async () => {
      await field.fill('Bring the green sheet');
      await page.goto('/chat');
      await page.goto(`/chat/${channel}`);
      const begun = message('You began to change this. It is not saved.');
      await expect(begun).toHaveCount(1);
      await expect(begun).toContainText('Bring the blue sheet');
      for (const [width, height] of [[1440, 900], [390, 844]] as const) {
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: path.join(pictures, `chat-edit-begun.${width}.png`) });
      }
      await begun.getByRole('button', { name: 'Go on' }).click();
      await expect(field).toHaveValue('Bring the green sheet');
      await expect(begun).toHaveCount(0);
      await field.press('Escape');
      await expect(begun).toBeFocused();
      await begun.getByRole('button', { name: 'Discard' }).click();
      await expect(begun).toHaveCount(0);
      await expect(message('Bring the blue sheet (edited)')).toBeFocused();
      await open('Bring the blue sheet');
      await expect(field).toHaveValue('Bring the blue sheet');
      await field.fill('Bring the green sheet');
      await field.press('Enter');
      await expect(message('Bring the green sheet (edited)')).toBeVisible();
      await expect(begun).toHaveCount(0);
    });

    await test.step('changed elsewhere meanwhile: that is shown below the field, nothing is saved over it, and the person chooses', async () => {
      const position = await message('Bring the green sheet (edited)').locator('xpath=ancestor::*[@data-row]').getAttribute('data-row');
      const maya = await apiOf(server.base, 'maya');
      const elsewhere = (text: string) => maya.patch(`/channels/${channel}/messages/${position}`, { text });
      const told = page.getByRole('log').getByRole('status').filter({ hasText: 'changed elsewhere meanwhile' });
      const save = page.getByRole('button', { name: 'Save', exact: true });
      await open('Bring the green sheet');
      await field.fill('Bring my sheet');
      await elsewhere('Bring the phone');
      await expect(told).toContainText('“Bring the phone”');
      for (const [width, height] of [[1440, 900], [390, 844]] as const) {
        await page.setViewportSize({ width, height });
        await page.screenshot({ path: path.join(pictures, `chat-edit-elsewhere.${width}.png`) });
      }
      await field.press('Enter');
      await expect(page.getByRole('button', { name: 'Keep mine' })).toBeFocused();
      await field.press('Escape');
      await page.reload();
      await message('Bring the phone').getByRole('button', { name: 'Go on' }).click();
      await expect(field).toHaveValue('Bring my sheet');
      await expect(told).toContainText('“Bring the phone”');
      await page.getByRole('button', { name: 'Take that' }).click();
      await expect(field).toBeFocused();
      await expect(field).toHaveValue('Bring the phone');
      await expect(told).toHaveCount(0);

      // not told yet: the save is refused
      await field.fill('Bring mine');
      await field.press('Escape');
      // a socket that says nothing
      await page.routeWebSocket(/./, () => {});
      await page.reload();
      await message('Bring the phone').getByRole('button', { name: 'Go on' }).click();
      await elsewhere('Bring theirs');
      await save.click();
      await expect(told).toContainText('“Bring theirs”');
      await expect(page.getByRole('button', { name: 'Keep mine' })).toBeFocused();
      await page.getByRole('button', { name: 'Keep mine' }).click();
      await expect(told).toHaveCount(0);
      await save.click();
      await expect(message('Bring mine (edited)')).toBeVisible();
    });

    await test.step('of two that are saved in one instant neither is lost', async () => {
      const position = await message('Bring mine (edited)').locator('xpath=ancestor::*[@data-row]').getAttribute('data-row');
      const maya = await apiOf(server.base, 'maya');
      const told = page.getByRole('log').getByRole('status').filter({ hasText: 'changed elsewhere meanwhile' });
      await open('Bring mine');
      await field.fill('Bring a lamp');
      await page.route('**/v1/channels/*/messages/*', async (route) => {
        await maya.patch(`/channels/${channel}/messages/${position}`, { text: 'Bring a candle' });
        await route.continue();
      }, { times: 1 });
      await field.press('Enter');
      await expect(told).toContainText('“Bring a candle”');
      await expect(field).toHaveValue('Bring a lamp');
      await expect(page.getByRole('button', { name: 'Keep mine' })).toBeFocused();
      await page.keyboard.press('Enter');
      await field.press('Enter');
      await expect(message('Bring a lamp (edited)')).toBeVisible();
    });
    await test.step('a link shows the address that it leads to, whatever turns the words before it', async () => {
      const maya = await apiOf(server.base, 'maya');
      for (const turn of ['\u202e', '\u202d\u2067']) {
        await maya.post(`/channels/${channel}/messages`, { text: `See ${turn}https://evil.test/moc.knab//:sptth` });
        await page.goto(`/chat/${channel}`);
        const link = page.getByRole('link', { name: 'https://evil.test/moc.knab//:sptth' }).last();
        await expect(link).toBeVisible();
        expect(await link.evaluate(lettersFromLeft), `after ${turn.codePointAt(0)?.toString(16)}`).toBe('https://evil.test/moc.knab//:sptth');
      }
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** Its letters as they stand, line by line. */
function lettersFromLeft(link: HTMLElement): string {
  const text = link.firstChild!;
  const letters = [...text.textContent!].map((letter, at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const { top, left } = range.getBoundingClientRect();
    return { letter, top, left };
  });
  return letters.toSorted((a, b) => a.top - b.top || a.left - b.left).map(({ letter }) => letter).join('');
}
