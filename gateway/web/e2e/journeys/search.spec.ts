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

    await test.step('Find knows the open requests, and hands an admin’s words on to People', async () => {
      const { page } = await arrive(browser, server.origin, 'ruwan');
      const marked = page.getByRole('dialog').getByRole('option', { selected: true });
      await seek(page, 'sara');
      await expect(marked).toHaveAccessibleName('Physics with Sara Khan Waiting for you');
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\/requests\/[\w-]+$/);
      await page.context().close();

      const { page: admins } = await arrive(browser, server.origin, 'admin');
      for (const [from, name] of [['/', 'Sara Khan'], ['/people', 'nimal']] as const) {
        await admins.goto(from);
        await seek(admins, name);
        await admins.getByRole('option', { name: `Find “${name}” in People` }).click();
        await expect(admins).toHaveURL(/\/people\?name=/);
        await expect(admins.getByRole('searchbox', { name: 'Name' })).toHaveValue(name);
        await expect(admins.getByRole('main').getByRole('listitem')).toHaveCount(1);
      }
      await admins.context().close();
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});

/** Opens Find, and writes there. */
async function seek(page: Page, text: string): Promise<void> {
  // before that nobody listens
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(text);
}

const followed = (page: Page, name: string): Promise<void> => expect.poll(() => new URL(page.url()).searchParams.get('name')).toBe(name);
