import { expect, type Browser, type Page } from '@playwright/test';
import { Api } from './api.ts';
import { listen } from './look.ts';

/** The people of `lyceum demo`, and one who signs up here. */
export const PASSWORD = 'a quiet river at dawn';
export const EMAILS = {
  admin: 'admin@demo.example', maya: 'maya@demo.example', ruwan: 'ruwan@demo.example', nimal: 'nimal@demo.example', sara: 'sara@demo.example',
  anna: 'anna@demo.example',
};
export type Who = keyof typeof EMAILS;
/** Each with a page of their own. */
export type People = Record<'nimal' | 'maya' | 'sara' | 'ruwan' | 'admin', Page>;

/** Ids of what the demo made. */
export type Things = { mentor: string; request: string; open: string; channel: string; room: string };

const MESSAGES = 220;
/** With reactions. */
export const LIKED = 'Shall we begin with the second sheet?';

/** Somebody's page in a context of their own, and what it says. */
export async function arrive(browser: Browser, baseURL: string, who: Who | 'nobody'): Promise<{ page: Page; said: string[] }> {
  const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const said = await listen(page);
  if (who !== 'nobody') await signIn(page, who);
  return { page, said };
}

export async function signIn(page: Page, who: Who): Promise<void> {
  await page.goto('/o/demo/sign-in');
  await page.getByLabel('Email').fill(EMAILS[who]);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
}

export const apiOf = (base: string, who: Who): Promise<Api> => Api.signIn(base, 'demo', EMAILS[who], PASSWORD);

/** Waits for the demo's history. */
export async function history(base: string): Promise<Things> {
  let things: Things | null = null;
  await expect(async () => {
    const [nimal, sara] = await Promise.all([apiOf(base, 'nimal'), apiOf(base, 'sara')]);
    const [session] = (await nimal.get<{ items: { channel_id: string; room_id: string; mentor: { id: string } }[] }>('/mentoring-sessions?when=upcoming')).items;
    const [request] = (await nimal.get<{ items: { id: string }[] }>('/mentoring-requests?role=student')).items;
    const [open] = (await sara.get<{ items: { id: string }[] }>('/mentoring-requests?role=student')).items;
    things = { mentor: session!.mentor.id, request: request!.id, open: open!.id, channel: session!.channel_id, room: session!.room_id };
  }).toPass({ timeout: 20_000 });
  return things!;
}

/** Adds what strains a page: long names, long words, many messages. */
export async function furnish(base: string): Promise<Things> {
  const things = await history(base);
  const { channel } = things;
  const nimal = await apiOf(base, 'nimal');
  const anna = await Api.signUp(base, 'demo', { email: EMAILS.anna, password: PASSWORD, display_name: 'Anna-Magdalena Wolfeschlegelsteinhausenbergerdorff-Ranasinghe' });
  await anna.post('/mentor-applications', {
    topics: ['Organic chemistry', 'Donaudampfschifffahrtsgesellschaft', 'Study habits'], headline: 'Twenty years in laboratories and lecture halls',
    motivation: `I would like to give back what others gave me. ${'Verylongwordwithoutaspace'.repeat(12)}`,
  });
  for (let n = 1; n <= MESSAGES; n++) {
    const text = n % 20 === 0 ? `${n}: ${'a longer thought that takes more than one line of the page, '.repeat(6)}` : `Question ${n}`;
    await nimal.post(`/channels/${channel}/messages`, { text });
  }
  const { position } = await nimal.post<{ position: number }>(`/channels/${channel}/messages`, { text: LIKED });
  for (const emoji of ['👍', '❤️', '🎉']) for (const who of [nimal, await apiOf(base, 'maya')]) await who.put(`/channels/${channel}/messages/${position}/reactions/${encodeURIComponent(emoji)}`, {});
  await nimal.post(`/channels/${channel}/messages`, { text: `https://example.org/${'averylongaddress/'.repeat(20)}` });
  return things;
}
