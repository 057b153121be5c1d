import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { film } from '../support/films.ts';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { isRefusedEverywhere, type Things } from '../support/stranger.ts';
import { findsAgain, hears, losesLink, movesOn, password, say, seeEachOther, seesFrames, signIn, signUp } from '../support/steps.ts';

const pictures = path.join(import.meta.dirname, '../results');

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
      await student.page.getByRole('link', { name: /Mira Mentor/ }).click();
      await axe(student.page, 'mentor page');
      await student.page.getByLabel('What would you like to talk about?').fill('Quadratic equations before my exam');
      await student.page.getByRole('button', { name: 'Ask for this time' }).click();
      await expect(student.page.getByRole('heading', { name: 'Algebra' })).toBeVisible();
    });

    await test.step('the mentor accepts', async () => {
      await mentor.page.getByRole('link', { name: 'Requests' }).first().click();
      await mentor.page.getByRole('link', { name: /Sam Student/ }).first().click();
      await axe(mentor.page, 'request');
      await mentor.page.getByRole('button', { name: 'Accept' }).click();
      await expect(mentor.page.getByText('Accepted').first()).toBeVisible();
      await expect(student.page.getByText('Accepted').first()).toBeVisible();
    });

    await test.step('they chat both ways', async () => {
      await openChat(student.page, 'Mira Mentor');
      await openChat(mentor.page, 'Sam Student');
      await say(student.page, 'Hello, I am nervous about the exam.');
      await expect(mentor.page.getByRole('log').getByText('Hello, I am nervous')).toBeVisible();
      await say(mentor.page, 'We will manage.');
      await expect(student.page.getByRole('log').getByText('We will manage.')).toBeVisible();
      await axe(student.page, 'chat');
    });

    await test.step('the server is killed with -9: the history is whole and both consoles come back by themselves', async () => {
      await server.kill();
      await server.start();
      await say(mentor.page, 'Still here?');
      await expect(student.page.getByRole('log').getByText('Still here?')).toBeVisible({ timeout: 30_000 });
      for (const { page } of [student, mentor]) await findsAgain(page, ['Hello, I am nervous', 'We will manage.', 'Still here?']);
    });

    await test.step('both join; each sees the other\u2019s rising numbers and hears the other\u2019s tone', async () => {
      await join(mentor.page, 'Sam Student');
      await expect(mentor.page.getByText('Nobody else is here yet')).toBeVisible();
      await join(student.page, 'Mira Mentor');
      await mentor.page.getByRole('button', { name: 'Admit Sam Student' }).click();
      await seesFrames(student.page, 'Camera of Mira Mentor', mentor.film!.id);
      await seesFrames(mentor.page, 'Camera of Sam Student', student.film!.id);
      await hears(student.page, mentor.film!.hz);
      await hears(mentor.page, student.film!.hz);
      await axe(student.page, 'call');
      await student.page.screenshot({ path: path.join(pictures, 'call.png') });
    });

    await test.step('a fourth, uninvited user is refused by every operation and frame', async () => {
      const stranger = await Person.arrive('stranger', network, server.origin);
      await isRefusedEverywhere(stranger, 'meet', 'uma@meet.test', await thingsOf(student));
      await stranger.leave();
    });

    await test.step('the student shares their screen', async () => {
      await student.page.getByRole('button', { name: 'Share screen' }).click();
      const screen = mentor.page.getByLabel('Screen of Sam Student', { exact: true });
      await expect(screen).toBeVisible();
      await expect.poll(() => screen.evaluate((v) => (v as HTMLVideoElement).videoWidth)).toBeGreaterThan(0);
      await student.page.getByRole('button', { name: 'Stop sharing' }).click();
      await expect(screen).toBeHidden();
    });

    if (network.real) {
      await test.step('the student\u2019s link is down for 5 s and up: pictures stand still and flow again, and the student changes to another network, without a reload', async () => {
        const notLoadedAgain = await losesLink(student, network);
        const back = await movesOn(student.page, 'Camera of Mira Mentor');
        console.log(`pictures moved on ${Math.round(back)} ms after the link was up`);
        await seeEachOther(student, mentor);
        network.run('move', 'student', '77');
        await seeEachOther(student, mentor);
        await notLoadedAgain();
      });
    } else {
      console.log('skipped: cut links and changed networks want root');
    }

    await test.step('the mentor\u2019s browser dies without a word: they are gone from the room in 10 s', async () => {
      if (network.real) network.run('cut', 'mentor');
      mentor.die();
      await expect(student.page.getByLabel('Camera of Mira Mentor', { exact: true })).toBeHidden({ timeout: 10_000 });
    });

    await test.step('the student leaves and rates, the directory shows it', async () => {
      await student.page.getByRole('button', { name: 'Leave call' }).click();
      await student.page.getByRole('link', { name: 'Go to my sessions' }).click();
      await student.page.getByRole('button', { name: 'Rate the session with Mira Mentor' }).click();
      await student.page.getByText('5 stars').click({ force: true });
      await student.page.getByLabel('Comment').fill('Clear and patient.');
      await student.page.getByRole('button', { name: 'Send rating' }).click();
      await expect(student.page.getByText('Rated 5 of 5')).toBeVisible();
      await student.page.getByRole('link', { name: 'Mentors' }).first().click();
      await expect(student.page.getByLabel('Rated 5.0 of 5 by 1 student')).toBeVisible();
    });
  } finally {
    await server.stop();
    network.down();
  }
});

async function openChat(page: Page, other: string): Promise<void> {
  await page.getByRole('link', { name: 'Sessions' }).first().click();
  await page.getByRole('link', { name: `Open the chat with ${other}` }).click();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
}

/** The ids of what the two made, as the console's own requests named them. */
async function thingsOf(person: Person): Promise<Things> {
  const names = person.requests.join('\n');
  const last = (of: string): string => names.match(new RegExp(`/v1/${of}/([0-9a-f-]{36})`))?.[1] ?? '';
  const things = { request: last('mentoring-requests'), channel: last('channels'), room: last('rooms'), session: '' };
  things.session = person.bodies.match(/"session_id":"([0-9a-f-]{36})"/)?.[1] ?? '';
  expect(Object.values(things).every((id) => id !== ''), `ids of ${JSON.stringify(things)}`).toBe(true);
  return things;
}

async function join(page: Page, other: string): Promise<void> {
  await page.getByRole('link', { name: 'Sessions' }).first().click();
  // asked in the last minute of a quarter, the room opens with the next one
  await page.getByRole('link', { name: `Join the call with ${other}` }).click({ timeout: 80_000 });
  await expect(page.getByLabel('Your camera')).toBeVisible();
  await page.getByRole('button', { name: 'Join call' }).click();
}

async function axe(page: Page, name: string): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  expect.soft(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).join(" ")}`), `axe on ${name}`).toEqual([]);
}
