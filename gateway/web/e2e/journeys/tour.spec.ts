import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Network } from '../support/network.ts';
import { Person } from '../support/person.ts';
import { Server } from '../support/server.ts';
import { say } from '../support/steps.ts';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../../../README.md'), 'utf8');

test('a newcomer walks the tour of the README in two browsers', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  const walked: string[] = [];
  const step = (title: string, walk: () => Promise<void>): Promise<void> => {
    walked.push(title);
    return test.step(title, walk);
  };
  try {
    await server.start('demo');
    await expect.poll(() => server.log()).toContain('Sign in with');
    const demo = printed(server.log());
    const [first, second] = await Promise.all([Person.arrive('first', network, server.origin), Person.arrive('second', network, server.origin)]);
    const [nimal, maya] = [first.page, second.page];

    await step('Look around.', async () => {
      await nimal.goto(demo.path);
      await signIn(nimal, demo, 'Nimal');
      await expect(nimal.getByRole('region', { name: 'Next' }).getByRole('heading', { name: 'Calculus with Maya Silva' })).toBeVisible();
    });

    await step('Find a mentor.', async () => {
      await go(nimal, 'Mentors');
      await nimal.getByLabel('Topic').selectOption({ label: 'Algebra (1)' });
      await nimal.getByLabel('Name').fill('maya');
      await nimal.getByRole('link', { name: /See Maya Silva/ }).click();
      await expect(nimal.getByRole('region', { name: 'Busy times' }).getByRole('listitem')).toHaveCount(1);
    });

    await step('Ask.', async () => {
      await nimal.getByLabel('What would you like to talk about?').fill('Quadratic equations before my exam');
      await nimal.getByLabel('Topic').selectOption('Algebra');
      await nimal.getByRole('button', { name: 'Add another time' }).click();
      await nimal.getByRole('button', { name: 'Ask for these times' }).click();
      await expect(nimal.getByText('Waiting for Maya Silva')).toBeVisible();
      await go(nimal, 'Requests');
      await expect(nimal.getByRole('link', { name: 'Algebra with Maya Silva' })).toBeVisible();
    });

    await step('Agree.', async () => {
      await maya.goto(demo.path);
      await signIn(maya, demo, 'Maya');
      await expect(main(maya).getByRole('link', { name: 'Notifications 3 unread' }), 'two of the demo and the request').toBeVisible();
      await go(maya, 'Requests');
      const request = maya.getByRole('listitem').filter({ has: maya.getByRole('link', { name: 'Algebra with Nimal Fernando' }) });
      await expect(request.getByText('Waiting for you')).toBeVisible();
      await request.getByRole('link').click();
      await maya.getByRole('button', { name: /^Accept / }).first().click();
      await expect(maya.getByText('Accepted').first()).toBeVisible();
    });

    await step('Chat.', async () => {
      await go(nimal, 'Sessions');
      await session(nimal, 'Algebra').getByRole('link', { name: 'Open the chat with Maya Silva' }).click();
      const chat = main(maya).getByRole('link', { name: /^Chat/ });
      await expect(chat).toHaveAccessibleName('Chat 1 unread');
      await say(nimal, 'Thank you for the time!');
      await expect(chat, 'the mark moves without a reload').toHaveAccessibleName('Chat 2 unread');
      await go(maya, 'Chat');
      const entry = maya.getByRole('listitem').filter({ hasText: 'Algebra' }).first();
      await expect(entry.getByText('1 unread')).toBeVisible();
      await say(nimal, 'I bring my sheet.');
      await expect(entry.getByText('2 unread')).toBeVisible();
      await expect(chat).toHaveAccessibleName('Chat 3 unread');
      await go(maya, 'Sessions');
      await session(maya, 'Algebra').getByRole('link', { name: 'Open the chat with Nimal Fernando' }).click();
      await expect(maya.getByRole('log').getByText('Thank you for the time!')).toBeVisible();
      await expect(chat, 'what is seen is read').toHaveAccessibleName('Chat 1 unread');
      await maya.getByRole('textbox', { name: 'Message' }).pressSequentially('Gladly');
      await expect(nimal.getByText('Maya Silva is typing…')).toBeVisible();
      await maya.getByRole('textbox', { name: 'Message' }).fill('');
      await expect(nimal.getByText('Maya Silva is typing…'), 'sooner than a word runs out').toBeHidden({ timeout: 3000 });
      await say(maya, 'Gladly, and bring the sheet.');
      await expect(nimal.getByRole('log').getByText('Gladly, and bring the sheet.')).toBeVisible();
    });

    await step('Pull the plug.', async () => {
      await server.kill();
      await server.start('demo');
      await say(maya, 'Are you still there?');
      await expect(nimal.getByRole('log').getByText('Are you still there?')).toBeVisible({ timeout: 30_000 });
      await nimal.reload();
      for (const text of ['Thank you for the time!', 'Gladly, and bring the sheet.', 'Are you still there?']) {
        await expect(nimal.getByRole('log').getByText(text)).toHaveCount(1);
      }
    });

    await step('Call.', async () => {
      await join(maya, 'Nimal Fernando');
      await join(nimal, 'Maya Silva');
      await maya.getByRole('button', { name: 'Admit Nimal Fernando' }).click();
      await pictures(nimal, 'Camera of Maya Silva');
      await pictures(maya, 'Camera of Nimal Fernando');
      await nimal.getByRole('button', { name: 'Share screen' }).click();
      await expect(maya.getByLabel('Screen of Nimal Fernando', { exact: true })).toBeVisible();
      await nimal.getByRole('button', { name: 'Mute microphone' }).click();
      await expect(nimal.getByRole('button', { name: 'Unmute microphone' })).toBeVisible();
      await nimal.getByRole('button', { name: 'Leave call' }).click();
      await nimal.getByRole('button', { name: 'Rejoin' }).click();
      await pictures(nimal, 'Camera of Maya Silva');
      await expect(nimal.getByRole('button', { name: 'Unmute microphone' }), 'back as one left').toBeVisible();
      await expect(nimal.getByRole('button', { name: 'Turn camera off' })).toBeVisible();
      for (const page of [nimal, maya]) await page.getByRole('button', { name: 'Leave call' }).click();
      await expect(nimal.getByText('You can rate the session on the page of your sessions.')).toBeVisible();
    });

    await step('Rate.', async () => {
      await nimal.getByRole('link', { name: 'Go to my sessions' }).click();
      await session(nimal, 'Calculus').getByRole('button', { name: 'Rate the session with Maya Silva' }).click();
      await nimal.getByText('5 stars').click({ force: true });
      await nimal.getByRole('button', { name: 'Send rating' }).click();
      await expect(nimal.getByText('Rated 5 of 5')).toBeVisible();
      await go(nimal, 'Mentors');
      await expect(nimal.getByLabel('Rated 5.0 of 5 by 1 student')).toBeVisible();
    });

    await step('Become a mentor.', async () => {
      await signOut(nimal);
      await signIn(nimal, demo, 'Sara');
      await go(nimal, 'Become a mentor');
      await nimal.getByLabel('Topics').fill('Statistics');
      await nimal.getByLabel('Headline').fill('Numbers that tell stories');
      await nimal.getByLabel('Motivation').fill('I was helped and want to help.');
      await nimal.getByRole('button', { name: 'Send application' }).click();
      await signOut(maya);
      await signIn(maya, demo, 'Ada');
      await go(maya, 'Approvals');
      await maya.getByRole('button', { name: 'Approve Sara Khan' }).click();
      await expect(nimal.getByText('Approved. You are a mentor now')).toBeVisible();
    });

    await step('Use it from code.', async () => {
      await nimal.goto('/docs');
      await expect(nimal.getByText('Ask a mentor for a meeting')).toBeVisible();
      await expect(nimal.getByRole('button', { name: 'Authorize' }), 'a token can be given, and operations tried').toBeVisible();
      const document = await nimal.goto('/openapi.json');
      expect(((await document!.json()) as { paths: object }).paths).toHaveProperty('/mentoring-requests');
    });

    const written = [...readme.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map((found) => found[1]);
    expect(walked, 'the steps of the README').toEqual(written);
    await Promise.all([first.leave(), second.leave()]);
  } finally {
    await server.stop();
  }
});

type Demo = { path: string; password: string; emails: Map<string, string> };

/** What `lyceum demo` tells a newcomer: where it is, one password, and a line a person. */
function printed(output: string): Demo {
  const password = output.match(/Sign in with the password "(.+)" as/)?.[1];
  const lines = [...output.matchAll(/^ +(?:admin|mentor|student) +(\S+@\S+) +(\S+)/gm)];
  const path = output.match(/Lyceum runs on \S+?(\/o\/\S+)/)?.[1];
  if (!path || !password || lines.length !== 5) throw new Error(`the demo prints no sign-ins:\n${output}`);
  return { path, password, emails: new Map(lines.map(([, email, name]) => [name!, email!])) };
}

async function signIn(page: Page, demo: Demo, name: string): Promise<void> {
  await page.getByLabel('Email').fill(demo.emails.get(name)!);
  await page.getByLabel('Password', { exact: true }).fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Account' }).first().click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
}

const main = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' });

const go = (page: Page, place: string): Promise<void> => main(page).getByRole('link', { name: place }).click();

const session = (page: Page, topic: string): Locator => page.getByRole('listitem').filter({ hasText: topic });

async function join(page: Page, other: string): Promise<void> {
  await go(page, 'Sessions');
  await session(page, 'Calculus').getByRole('link', { name: `Join the call with ${other}` }).click();
  await expect(page.getByLabel('Your camera')).toBeVisible();
  await page.getByRole('button', { name: 'Join call' }).click();
}

/** The picture moves. */
async function pictures(page: Page, label: string): Promise<void> {
  const frames = (): Promise<number> => page.getByLabel(label, { exact: true }).evaluate((v) => (v as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
  const before = await frames();
  await expect.poll(frames, { timeout: 20_000 }).toBeGreaterThan(before + 10);
}
