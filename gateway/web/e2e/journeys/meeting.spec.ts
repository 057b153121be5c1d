import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { film } from '../support/films.ts';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { hears, password, say, seesFrames, signIn, signUp } from '../support/steps.ts';

test('a mentor and a student sign up, find each other, agree, chat, and see and hear each other', async () => {
  test.setTimeout(300_000);
  const films = mkdtempSync(path.join(os.tmpdir(), 'lyceum-films-'));
  const network = Network.up(['admin', 'mentor', 'student', 'stranger']);
  const server = new Server(network);
  try {
    server.command(['organization', 'create', '--slug', 'meet', '--name', 'Meeting House', '--admin-email', 'admin@meet.test', '--admin-password-stdin'], password);
    await server.start();
    const admin = await Person.arrive('admin', network, server.origin, film(films, 'admin', 11, 500));
    const mentor = await Person.arrive('mentor', network, server.origin, film(films, 'mentor', 22, 700));
    const student = await Person.arrive('student', network, server.origin, film(films, 'student', 33, 900));

    await test.step('they sign up', async () => {
      await signIn(admin, 'admin@meet.test');
      await signUp(mentor, 'mira@meet.test', 'Mira Mentor');
      await signUp(student, 'sam@meet.test', 'Sam Student');
      await axe(student.page, 'Today');
    });

    await test.step('the mentor applies and the admin approves', async () => {
      await mentor.page.getByRole('link', { name: 'Become a mentor' }).first().click();
      await mentor.page.getByLabel('Topics').fill('Algebra, Physics');
      await mentor.page.getByLabel('Headline').fill('Numbers made friendly');
      await mentor.page.getByLabel('Motivation').fill('I like to explain things until they are simple.');
      await axe(mentor.page, 'become a mentor');
      await mentor.page.getByRole('button', { name: 'Send application' }).click();
      await expect(mentor.page.getByText('Waiting for review')).toBeVisible();
      await admin.page.getByRole('link', { name: 'Approvals' }).first().click();
      await admin.page.getByRole('button', { name: 'Approve Mira Mentor' }).click();
      await expect(mentor.page.getByText('Approved', { exact: false }).first()).toBeVisible();
    });

    await test.step('the student finds the mentor and asks', async () => {
      await student.page.getByRole('link', { name: 'Mentors' }).first().click();
      await student.page.getByLabel('Name').fill('Mira');
      await axe(student.page, 'directory');
      await student.page.getByRole('link', { name: /Mira Mentor/ }).click();
      await student.page.getByLabel('What would you like to talk about?').fill('Quadratic equations before my exam');
      await student.page.getByRole('button', { name: 'Ask for this time' }).click();
      await expect(student.page.getByText('Waiting for Mira Mentor')).toBeVisible();
    });
  } finally {
    await server.stop();
    network.down();
  }
});

async function axe(page: Page, name: string): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`), `axe on ${name}`).toEqual([]);
}
