import { expect, test, type Locator, type Page } from '@playwright/test';
import { ask, press } from '../support/agree.ts';
import { apiOf, arrive, history, signIn } from '../support/demo.ts';
import { look } from '../support/look.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const DAY_MS = 24 * 60 * 60_000;
const LOST = 'What you wrote here and have not sent is deleted.';

/** As a field of date and time has it, that many days from now. */
const inDays = (days: number, time: string): string => `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)}T${time}`;

/** What is chosen there. */
const choice = async (place: Page | Locator) => ({
  starts: await place.getByLabel(/^Start/).evaluateAll((all) => all.map((field) => (field as HTMLInputElement).value)),
  lengths: await place.getByLabel(/^Length/).evaluateAll((all) => all.map((field) => (field as HTMLSelectElement).value)),
});

test('a request that is begun is kept whole: its words, its topic and its times', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const { mentor, open } = await history(base);
    const browser = await launch('begun', network, server.origin);
    const { page } = await arrive(browser, server.origin, 'sara');
    const topic = page.getByLabel('Topic');
    const message = page.getByLabel('What would you like to talk about?');
    const discard = page.getByRole('button', { name: 'Discard' });
    const begun = { starts: [inDays(9, '18:00'), inDays(10, '19:00')], lengths: ['90', '45'] };

    const begin = async (): Promise<void> => {
      await page.goto(`/mentors/${mentor}`);
      await topic.selectOption({ index: 1 });
      await press(page, 'Add another time');
      for (const [at, start] of begun.starts.entries()) await page.getByLabel(`Start ${at + 1}`).fill(start);
      await page.getByLabel('Length 1').selectOption('90');
    };
    let second = '';

    await test.step('over a look at another page, and over a reload', async () => {
      await page.goto(`/mentors/${mentor}`);
      await expect(discard).toHaveCount(0);
      await begin();
      await message.fill('Only at weekends, please.');
      second = await topic.inputValue();
      expect(second).not.toBe(await topic.locator('option').first().textContent());
      for (const away of [
        async () => {
          await page.getByRole('link', { name: 'Sessions' }).first().click();
          await expect(page.getByRole('heading', { name: 'Sessions', level: 1 })).toBeVisible();
          await page.goBack();
        },
        () => page.reload(),
      ]) {
        await away();
        await expect(message).toHaveValue('Only at weekends, please.');
        await expect(topic).toHaveValue(second);
        expect(await choice(page)).toEqual(begun);
      }
      await expect(page.getByText('Not sent yet.')).toBeVisible();
      await look(page, 'mentor, begun');
      await page.setViewportSize({ width: 1280, height: 720 });
    });

    await test.step('it is sent as it stands, and nothing of it is left', async () => {
      await press(page, 'Ask for these times');
      await expect(page).toHaveURL(/\/requests\//);
      const sent = await (await apiOf(base, 'sara')).get<{ topic: string; message: string; times: { start: string; end: string }[] }>(`/mentoring-requests/${page.url().split('/').at(-1)}`);
      expect(sent).toMatchObject({ topic: second, message: 'Only at weekends, please.' });
      expect(sent.times.map(({ start, end }) => (Date.parse(end) - Date.parse(start)) / 60_000).toSorted((a, b) => b - a)).toEqual([90, 45]);
      await page.goto(`/mentors/${mentor}`);
      await expect(message).toHaveValue('');
      await expect(topic).not.toHaveValue(second);
      expect(await choice(page)).toMatchObject({ lengths: ['45'] });
    });

    await test.step('times and a topic alone are something begun: thrown away by a button, asked about before one signs out', async () => {
      await begin();
      await discard.focus();
      await page.keyboard.press('Enter');
      await expect(message).toBeFocused();
      await expect(topic).not.toHaveValue(second);
      expect((await choice(page)).starts).toHaveLength(1);
      await begin();
      await page.goto('/account');
      await press(page, 'Sign out');
      const question = page.getByRole('dialog', { name: 'Sign out?' });
      await expect(question).toContainText(LOST);
      await press(question, 'Sign out');
      await expect(page).toHaveURL(/\/o\/demo\/sign-in/);
      await signIn(page, 'sara');
      await page.goto(`/mentors/${mentor}`);
      await expect(message).toHaveValue('');
      await expect(discard).toHaveCount(0);
      expect((await choice(page)).starts).toHaveLength(1);
    });
    await page.context().close();

    await test.step('another time that is proposed, too: Escape asks before it throws times away', async () => {
      const { id } = await ask(base, 'nimal', 'ruwan', open, Date.now() + 3 * DAY_MS);
      const { page } = await arrive(browser, server.origin, 'ruwan');
      const dialog = page.getByRole('dialog', { name: 'Propose another time' });
      const question = page.getByRole('dialog', { name: 'Throw away what you wrote?' });
      await page.goto(`/requests/${id}`);
      await press(page, 'Propose another time');
      const usual = await choice(dialog);
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await press(page, 'Propose another time');
      await dialog.getByLabel('Start 1').fill(inDays(8, '18:00'));
      await page.reload();
      await press(page, 'Propose another time');
      expect((await choice(dialog)).starts).toEqual([inDays(8, '18:00')]);
      await page.keyboard.press('Escape');
      await press(question, 'Cancel');
      expect((await choice(dialog)).starts).toEqual([inDays(8, '18:00')]);
      await page.keyboard.press('Escape');
      await press(question, 'Throw away');
      await expect(dialog).toHaveCount(0);
      await press(page, 'Propose another time');
      expect((await choice(dialog)).lengths).toEqual(usual.lengths);
      expect((await choice(dialog)).starts).not.toEqual([inDays(8, '18:00')]);

      // let go with what it was for
      await dialog.getByLabel('Start 1').fill(inDays(8, '18:00'));
      const kept = (): Promise<string[]> => page.evaluate((id) => Object.keys(localStorage).filter((key) => key.includes(id)), id);
      expect(await kept()).toHaveLength(1);
      await (await apiOf(base, 'nimal')).post(`/mentoring-requests/${id}/withdraw`, {});
      await page.goto('/requests');
      await expect.poll(kept).toEqual([]);
    });
    await browser.close();
  } finally {
    await server.stop();
  }
});
