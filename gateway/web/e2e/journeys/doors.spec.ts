import { expect, test, type Page } from '@playwright/test';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { password } from '../support/steps.ts';

/** What somebody waits for without a word before they give up. */
const SOON_MS = 8_000;

test('the doors: which organization, an address that has an account, and too many wrong passwords', async () => {
  const network = Network.loopback();
  // the limit for one account as it is shipped
  const server = new Server(network, { LYCEUM_LIMITS_ACCOUNT_SIGN_IN_PER_MINUTE: undefined });
  try {
    server.command(['organization', 'create', '--slug', 'meet', '--name', 'Meeting House', '--admin-email', 'ada@meet.test', '--admin-password-stdin'], password);
    await server.start();
    const ada = await Person.arrive('ada', network, server.origin);
    const { page } = ada;

    await test.step('the root asks for the organization, says when there is none of that name, and remembers the one there is', async () => {
      await page.goto('/');
      await expect(page.getByRole('heading', { name: 'Which organization?' })).toBeVisible();
      await organization(page, 'nowhere');
      await expect(page.getByRole('alert')).toContainText('There is no organization “nowhere”');
      await organization(page, `${server.origin}/o/meet/sign-up`);
      await expect(page).toHaveURL(`${server.origin}/o/meet/sign-in`);
      await expect(page.getByText('Meeting House')).toBeVisible();
      await page.goto('/mentors');
      await expect(page).toHaveURL(`${server.origin}/o/meet/sign-in?next=%2Fmentors`);
    });

    await test.step('the whole link of a new password, pasted where half of it was opened, is read', async () => {
      await page.goto('/o/meet/reset');
      await expect(page.getByRole('alert')).toContainText('This link is not whole.');
      await page.goto('/o/meet/reset#token=abc');
      await expect(page.getByRole('textbox', { name: 'New password' })).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
    });

    await test.step('every field that is wrong says so, and the first has the focus', async () => {
      await page.goto('/o/meet/sign-up');
      await page.getByLabel('Email').fill('ada@meet');
      await page.getByLabel('Password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByLabel('Your name')).toHaveAccessibleDescription('Fill this in.');
      await expect(page.getByLabel('Your name')).toBeFocused();
      await expect(page.getByLabel('Email')).toHaveAccessibleDescription('Write an address like name@example.org.');
      await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/Write at least 10 characters\.$/);
    });

    await test.step('what is mended says so no more, the rest does, and one goes on writing', async () => {
      const [name, email] = [page.getByLabel('Your name'), page.getByLabel('Email')];
      await email.pressSequentially('.');
      await expect(email).toHaveAccessibleDescription('Write an address like name@example.org.');
      await email.pressSequentially('test');
      await expect(email).toHaveAccessibleDescription('');
      await expect(email).not.toHaveAttribute('aria-invalid');
      await expect(email).toBeFocused();
      await expect(name).toHaveAccessibleDescription('Fill this in.');
      // wrong again, it is found again with the next press
      await email.fill('ada');
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(email).toHaveAttribute('aria-invalid', 'true');
      await expect(name).toBeFocused();
    });

    await test.step('a refused field says so itself', async () => {
      await page.goto('/o/meet/sign-up');
      await page.route('**/sign-up', (route) => (route.request().method() === 'POST'
        ? route.fulfill({ status: 422, json: { code: 'text_empty', errors: [{ pointer: '/display_name', code: 'text_empty', detail: 'the name is empty' }] } })
        : route.continue()));
      await signUp(page);
      const name = page.getByLabel('Your name');
      await expect(name).toHaveAttribute('aria-invalid', 'true');
      await expect(name).toHaveAccessibleDescription('The name is empty.');
      await expect(name).toBeFocused();
      await name.pressSequentially('n');
      await expect(name).not.toHaveAttribute('aria-invalid');
      await page.unrouteAll();
    });

    for (const time of ['', ', and at once again']) {
      await test.step(`an address that has an account already leads to the sign-in${time}`, async () => {
        await page.goto('/o/meet/sign-up?next=%2Fmentors');
        await signUp(page);
        await expect(page.getByText('If you have an account already')).toBeVisible({ timeout: SOON_MS });
        await expect(page.getByRole('alert')).toHaveCount(0);
      });
    }
    await page.getByRole('link', { name: 'sign in with its password' }).click();
    await expect(page).toHaveURL(`${server.origin}/o/meet/sign-in?next=%2Fmentors`);
    await expect(page.getByLabel('Email')).toHaveValue('ada@meet.test');
    await expect(page.getByLabel('Password', { exact: true })).toBeFocused();

    await test.step('too many wrong passwords are told at once, with the time to wait', async () => {
      const refused = page.getByRole('alert');
      for (let tries = 0; tries < 6; tries++) {
        await page.getByLabel('Email').fill('ada@meet.test');
        await page.getByLabel('Password', { exact: true }).fill(`not this one ${tries}`);
        const answer = page.waitForResponse('**/sign-in');
        await page.getByRole('button', { name: 'Sign in' }).click();
        const status = (await answer).status();
        await expect(refused).toBeVisible({ timeout: 2_000 });
        if (status === 429) break;
      }
      await expect(refused).toContainText('Too many tries', { timeout: 2_000 });
      const wait = refused.getByRole('timer');
      await expect(wait).toHaveText(/^You can try again in \d+ s\.$/);
      const first = await wait.textContent();
      await expect(wait).not.toHaveText(first!);
      await expect(wait).toHaveText('You can try again now.', { timeout: 60_000 });
      await page.getByLabel('Password', { exact: true }).fill(password);
      let asked = 0;
      page.on('request', (request) => (asked += Number(request.method() === 'POST' && request.url().endsWith('/sign-in'))));
      await page.getByRole('button', { name: 'Sign in' }).dblclick();
      await expect(page).toHaveURL(`${server.origin}/mentors`);
      expect(asked, 'a press that trembled is one').toBe(1);
    });

    await test.step('the page behind the door is read from its start, and one that is loaded anew as any document', async () => {
      await expect(page.getByRole('main')).toBeFocused();
      await page.reload();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('body')).toBeFocused();
    });
    await ada.leave();
  } finally {
    await server.stop();
  }
});

async function organization(page: Page, written: string): Promise<void> {
  await page.getByLabel('Address of the organization').fill(written);
  await page.getByRole('button', { name: 'Go on' }).click();
}

async function signUp(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Email').fill('ada@meet.test');
  await page.getByLabel('Password', { exact: true }).fill('another-orbit-velvet-58');
  await page.getByRole('button', { name: 'Create account' }).click();
}
