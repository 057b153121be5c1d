import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { film } from '../support/films.ts';
import { press, tabTo, type } from '../support/keys.ts';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { findsAgain, hears, losesLink, password, seeEachOther, seesFrames } from '../support/steps.ts';

test('the same path by keyboard alone', async () => {
  test.setTimeout(300_000);
  const films = mkdtempSync(path.join(os.tmpdir(), 'lyceum-films-'));
  const network = Network.up(['admin', 'mentor', 'student']);
  const server = new Server(network);
  const button = (page: Page, name: string): Promise<void> => press(page, page.getByRole('button', { name }).first());
  const link = (page: Page, name: string | RegExp): Promise<void> => press(page, page.getByRole('link', { name }).first());
  try {
    server.command(['organization', 'create', '--slug', 'meet', '--name', 'Meeting House', '--admin-email', 'admin@meet.test', '--admin-password-stdin'], password);
    await server.start();
    const admin = await Person.arrive('admin', network, server.origin);
    const mentor = await Person.arrive('mentor', network, server.origin, film(films, 'mentor', 44, 700));
    const student = await Person.arrive('student', network, server.origin, film(films, 'student', 55, 900));

    await test.step('they sign up', async () => {
      await admin.page.goto('/o/meet/sign-in');
      await type(admin.page, admin.page.getByLabel('Email'), 'admin@meet.test');
      await type(admin.page, admin.page.getByLabel('Password', { exact: true }), password);
      await admin.page.keyboard.press('Enter');
      for (const [person, email, name] of [[mentor, 'mira@meet.test', 'Mira Mentor'], [student, 'sam@meet.test', 'Sam Student']] as const) {
        await person.page.goto('/o/meet/sign-up');
        await type(person.page, person.page.getByLabel('Your name'), name);
        await type(person.page, person.page.getByLabel('Email'), email);
        await type(person.page, person.page.getByLabel('Password', { exact: true }), password);
        await button(person.page, 'Create account');
        await expect(person.page.getByRole('heading', { name: 'Today' })).toBeVisible();
      }
    });

    await test.step('the mentor applies and the admin approves', async () => {
      await link(mentor.page, 'Become a mentor');
      await type(mentor.page, mentor.page.getByLabel('Topics'), 'Algebra');
      await type(mentor.page, mentor.page.getByLabel('Headline'), 'Numbers made friendly');
      await type(mentor.page, mentor.page.getByLabel('Motivation'), 'I like to explain things.');
      await button(mentor.page, 'Send application');
      await expect(mentor.page.getByText('Waiting for review')).toBeVisible();
      await link(admin.page, 'Approvals');
      await button(admin.page, 'Approve Mira Mentor');
      await expect(mentor.page.getByText('Approved', { exact: false }).first()).toBeVisible();
    });

    await test.step('the student asks and the mentor accepts', async () => {
      await link(student.page, 'Mentors');
      await type(student.page, student.page.getByLabel('Name'), 'Mira');
      await link(student.page, /Mira Mentor/);
      await type(student.page, student.page.getByLabel('What would you like to talk about?'), 'Quadratic equations');
      await button(student.page, 'Ask for this time');
      await expect(student.page.getByRole('heading', { name: 'Algebra' })).toBeVisible();
      await link(mentor.page, 'Requests');
      await link(mentor.page, /Sam Student/);
      await button(mentor.page, 'Accept');
      await expect(mentor.page.getByText('Accepted').first()).toBeVisible();
    });

    await test.step('they chat', async () => {
      for (const [person, other, text] of [[student, 'Mira Mentor', 'Hello by keyboard.'], [mentor, 'Sam Student', 'Hello back.']] as const) {
        await link(person.page, 'Sessions');
        await link(person.page, `Open the chat with ${other}`);
        await type(person.page, person.page.getByRole('textbox', { name: 'Message' }), text);
        await person.page.keyboard.press('Enter');
        await expect(person.page.getByRole('log').getByText(text)).toBeVisible();
      }
      await expect(student.page.getByRole('log').getByText('Hello back.')).toBeVisible();
    });

    await test.step('the server is killed with -9: the history is whole and both consoles come back by themselves', async () => {
      await server.kill();
      await server.start();
      await type(mentor.page, mentor.page.getByRole('textbox', { name: 'Message' }), 'Still here?');
      await mentor.page.keyboard.press('Enter');
      for (const text of ['Hello by keyboard.', 'Hello back.', 'Still here?']) {
        await expect(student.page.getByRole('log').getByText(text)).toHaveCount(1, { timeout: 30_000 });
      }
      await findsAgain(student.page, ['Hello by keyboard.', 'Hello back.', 'Still here?']);
    });

    await test.step('they meet', async () => {
      for (const [person, other] of [[mentor, 'Sam Student'], [student, 'Mira Mentor']] as const) {
        await link(person.page, 'Sessions');
        // asked in the last minute of a quarter, the room opens with the next one
        await person.page.getByRole('link', { name: `Join the call with ${other}` }).waitFor({ timeout: 80_000 });
        await link(person.page, `Join the call with ${other}`);
        await expect(person.page.getByLabel('Your camera')).toBeVisible();
        await button(person.page, 'Join call');
      }
      await button(mentor.page, 'Admit Sam Student');
      await seesFrames(student.page, 'Camera of Mira Mentor', mentor.film!.id);
      await seesFrames(mentor.page, 'Camera of Sam Student', student.film!.id);
      await hears(student.page, mentor.film!.hz);
      await hears(mentor.page, student.film!.hz);
      await button(student.page, 'Mute microphone');
      await expect(mentor.page.getByLabel('Muted')).toBeVisible();
    });

    await test.step('the student shares their screen', async () => {
      await button(student.page, 'Share screen');
      const screen = mentor.page.getByLabel('Screen of Sam Student', { exact: true });
      await expect.poll(() => screen.evaluate((v) => (v as HTMLVideoElement).videoWidth)).toBeGreaterThan(0);
      await button(student.page, 'Stop sharing');
      await expect(screen).toBeHidden();
    });

    if (network.real) {
      await test.step('the student\u2019s link is down for 5 s and up: RTP stands still and flows again without a reload', async () => {
        const notLoadedAgain = await losesLink(student, network);
        await seeEachOther(student, mentor);
        await notLoadedAgain();
      });
    }

    await test.step('they leave', async () => {
      await button(student.page, 'Leave call');
      await button(mentor.page, 'Leave call');
    });

    await test.step('the student rates', async () => {
      await link(student.page, 'Go to my sessions');
      await button(student.page, 'Rate the session with Mira Mentor');
      const stars = (count: string) => student.page.getByRole('radio', { name: count, exact: true });
      await tabTo(student.page, stars('1 star'));
      await student.page.keyboard.press('Space');
      for (const count of ['2 stars', '3 stars', '4 stars', '5 stars']) {
        await student.page.keyboard.press('ArrowRight');
        await expect(stars(count)).toBeChecked();
      }
      await student.page.keyboard.press('ArrowLeft');
      await expect(stars('4 stars')).toBeChecked();
      await student.page.keyboard.press('ArrowUp');
      await expect(stars('3 stars')).toBeChecked();
      for (const key of ['ArrowDown', 'ArrowRight']) await student.page.keyboard.press(key);
      await expect(stars('5 stars')).toBeChecked();
      await button(student.page, 'Send rating');
      await expect(student.page.getByText('Rated 5 of 5')).toBeVisible();
      await link(student.page, 'Mentors');
      await expect(student.page.getByLabel('Rated 5.0 of 5 by 1 student')).toBeVisible();
    });
  } finally {
    await server.stop();
    network.down();
  }
});
