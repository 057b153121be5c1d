import { expect, test, type Page } from '@playwright/test';
import { arrive, history } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

/** Letter by letter as an input method hands them over, and what it leaves. */
const COMPOSED = [[['n', 'ni', 'nim', 'nima'], 'nimal'], [['න', 'නි', 'නිම', 'නිමල'], 'නිමල්']] as const;

test('a search by name takes what is typed as it is typed: by an input method, amid a word, and by the address', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    await history(server.base);
    const browser = await launch('search', network, server.origin);
    for (const [who, path] of [['nimal', '/mentors'], ['admin', '/people']] as const) {
      const { page } = await arrive(browser, server.origin, who);
      await page.goto(path);
      const field = page.getByRole('searchbox', { name: 'Name' });

      await test.step(`${path}, composed`, async () => {
        const ime = await page.context().newCDPSession(page);
        for (const [steps, end] of COMPOSED) {
          await field.fill('');
          for (const text of steps) {
            await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
            await followed(page, text);
          }
          await ime.send('Input.insertText', { text: end });
          await followed(page, end);
          await expect(field).toHaveValue(end);
        }
      });

      await test.step(`${path}, amid a word`, async () => {
        await field.fill('nimal fernando');
        await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 3));
        await page.keyboard.type('XYZ');
        await followed(page, 'nimXYZal fernando');
        await expect(field).toHaveValue('nimXYZal fernando');
        expect(await field.evaluate((input: HTMLInputElement) => input.selectionStart), 'the caret').toBe(6);
      });

      await test.step(`${path}, by the address`, async () => {
        await page.goto(`${path}?name=ruw`);
        await expect(field).toHaveValue('ruw');
        await page.getByRole('link', { name: path === '/mentors' ? 'Mentors' : 'People' }).first().click();
        await expect(field).toHaveValue('');
        await field.fill('may');
        await followed(page, 'may');
        await page.goBack();
        await expect(field).toHaveValue('ruw');
        await page.goForward();
        await expect(field).toHaveValue('may');
      });
      await page.context().close();
    }
    await browser.close();
  } finally {
    await server.stop();
  }
});

const followed = (page: Page, name: string): Promise<void> => expect.poll(() => new URL(page.url()).searchParams.get('name')).toBe(name);
