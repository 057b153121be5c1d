import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { password, signIn, signUp } from '../support/steps.ts';

test('an admin finds somebody among the people and deletes their account after a second thought', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    server.command(['organization', 'create', '--slug', 'meet', '--name', 'Meeting House', '--admin-email', 'ada@meet.test', '--admin-password-stdin'], password);
    await server.start();
    const [nimal, ada] = await Promise.all(['nimal', 'ada'].map((name) => Person.arrive(name, network, server.origin)));
    await signUp(nimal!, 'nimal@meet.test', 'Nimal Fernando');
    await signIn(ada!, 'ada@meet.test');
    const { page } = ada!;
    await page.getByRole('link', { name: 'People' }).first().click();
    await expect(page.getByRole('list', { name: 'People' }).getByRole('listitem')).toHaveCount(2);
    await page.getByLabel('Name').fill('ferna');
    await expect(page.getByRole('list', { name: 'People' }).getByRole('listitem')).toHaveCount(1);
    // names are free: another of this name has been here since another minute
    await page.getByRole('button', { name: /^Delete the account of Nimal Fernando \(student, here since \w+, \w+ \w+, \d\d:\d\d\)$/ }).click();
    await expect(page.getByRole('dialog').getByRole('heading')).toHaveText(/^Delete the account of Nimal Fernando \(student, here since .+ \d\d:\d\d\) for good\?$/);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByText('The account of Nimal Fernando is deleted.')).toBeVisible();
    await expect(page.getByText('Nobody fits')).toBeVisible();
    await expect(nimal!.page.getByText('Your account is deleted.')).toBeVisible();
    await expect(nimal!.page).toHaveURL(`${server.origin}/o/meet/sign-in`);
    await page.getByLabel('Name').fill('');
    await expect(page.getByRole('button', { name: /^Delete the account/ })).toHaveCount(0);
    // the organization keeps its admin
    await page.getByRole('link', { name: 'Account' }).first().click();
    await expect(page.getByRole('region', { name: 'Delete my account' })).toContainText('lyceum organization admin');
    await expect(page.getByRole('button', { name: 'Delete my account' })).toHaveCount(0);
    await Promise.all([nimal!.leave(), ada!.leave()]);
  } finally {
    await server.stop();
  }
});

test('somebody takes their data along and deletes their account, which the password and a second thought are wanted for, and knows it though the answer is lost', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    server.command(['organization', 'create', '--slug', 'meet', '--name', 'Meeting House', '--admin-email', 'ada@meet.test', '--admin-password-stdin'], password);
    await server.start();
    const nimal = await Person.arrive('nimal', network, server.origin);
    const { page } = nimal;
    await page.goto('/o/meet/sign-up');
    await page.getByLabel('Your name').fill('Nimal Fernando');
    await page.getByLabel('Email').fill('nimal@meet.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Account' }).first().click();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download your data' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('lyceum-export.json');
    const data = JSON.parse(readFileSync(await file.path(), 'utf8')) as { account: { email: string } };
    expect(data.account.email).toBe('nimal@meet.test');

    const sure = page.getByRole('dialog', { name: 'Delete your account for good?' });
    const remove = async (word: string): Promise<void> => {
      await page.getByLabel('Your password, to delete your account').fill(word);
      await page.getByRole('button', { name: 'Delete my account' }).click();
      await sure.getByRole('button', { name: 'Delete for good' }).click();
    };
    await remove('not my password at all');
    await expect(page.getByText('The current password is not right.').first()).toBeVisible();
    let lost = 0;
    await page.route('**/v1/account/deletion', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      // this process does not know the name under which the browser finds the server
      await route.fetch({ url: route.request().url().replace(new URL(server.origin).hostname, network.server) });
      await route.abort('connectionreset');
    });
    await remove(password);
    await expect(page.getByText('Your account is deleted.')).toBeVisible();
    expect(lost, 'answers that were lost').toBe(1);
    await expect(page).toHaveURL(`${server.origin}/o/meet/sign-in`);
    await page.getByLabel('Email').fill('nimal@meet.test');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('That email and password do not belong together.')).toBeVisible();
    await nimal.leave();
  } finally {
    await server.stop();
  }
});
