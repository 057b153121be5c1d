import { expect, type Page } from '@playwright/test';
import type { Network } from './network.ts';
import type { Person } from './person.ts';

export const password = 'lantern-orbit-velvet-58';

/** What a person does with a mouse, one function a page. `journeys/keyboard.spec.ts` walks the same path by Tab. */
export async function signUp(person: Person, email: string, name: string): Promise<void> {
  const { page } = person;
  await page.goto('/o/meet/sign-up');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
}

export async function signIn(person: Person, email: string): Promise<void> {
  const { page } = person;
  await page.goto('/o/meet/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').getByText(text)).toBeVisible();
}

/** After a reload, all that was said is there, once. */
export async function findsAgain(page: Page, texts: string[]): Promise<void> {
  await page.reload();
  for (const text of texts) await expect(page.getByRole('log').getByText(text)).toHaveCount(1);
}

/** Their link goes down for 5 s, in which no RTP comes in, and up; tells what shows that the page was not loaded again since. */
export async function losesLink({ name, page }: Person, network: Network): Promise<() => Promise<void>> {
  await page.evaluate(() => { document.body.dataset.loaded = 'once'; });
  network.run('cut', name);
  const cutAt = Date.now();
  await expect.poll(async () => {
    const before = await page.evaluate(() => window.received());
    await page.evaluate(() => new Promise((done) => setTimeout(done, 1000)));
    return (await page.evaluate(() => window.received())) - before;
  }, { message: 'RTP packets while the link is down' }).toBe(0);
  await expect.poll(() => Date.now() - cutAt, { timeout: 10_000 }).toBeGreaterThan(5_000);
  network.run('join', name);
  return async () => expect(await page.evaluate(() => document.body.dataset.loaded), 'the page was not loaded again').toBe('once');
}

/** Both see the other's rising numbers. */
export async function seeEachOther(student: Person, mentor: Person): Promise<void> {
  await seesFrames(student.page, 'Camera of Mira Mentor', mentor.film!.id, 10, 30_000);
  await seesFrames(mentor.page, 'Camera of Sam Student', student.film!.id, 10, 30_000);
}

declare global {
  interface Window {
    tone(stream: MediaStream, ms?: number): Promise<{ db: number; hz: number }>;
    received(): Promise<number>;
    readFrame(video: HTMLVideoElement): { id: number; n: number } | null;
  }
}

/** Numbers in a film, which begins anew after the last. */
const FILM = 20 * 15;

/** Waits until the picture of `video` carries `id` and its number has risen `times` times, and all but never fallen. */
export async function seesFrames(page: Page, label: string | RegExp, id: number, times = 5, timeout = 20_000): Promise<void> {
  const video = page.getByLabel(label).and(page.locator('video'));
  await expect(video).toBeVisible({ timeout });
  const seen: number[] = [];
  await expect(async () => {
    const frame = await video.evaluate((v) => window.readFrame(v as HTMLVideoElement));
    expect(frame, 'a picture with a number in it').not.toBeNull();
    expect(frame!.id).toBe(id);
    if (frame!.n !== seen.at(-1)) seen.push(frame!.n);
    const steps = seen.slice(1).map((n, i) => (n - seen[i]! + FILM) % FILM);
    // from the end of the film to its beginning is a small step too; half a film and more is one back
    const rises = steps.filter((step) => step < FILM / 2).length;
    expect(rises, `rises in ${seen.join(' ')}`).toBeGreaterThanOrEqual(times);
    expect(steps.length - rises, `falls in ${seen.join(' ')}`).toBeLessThanOrEqual(rises / 5);
  }).toPass({ timeout, intervals: [70] });
}

/** How long until the picture moves on from the number it shows now, ms. A new connection may come with a new element. */
export async function movesOn(page: Page, label: string, timeout = 10_000): Promise<number> {
  return page.evaluate(({ label, timeout }) => new Promise<number>((resolve, reject) => {
    const began = performance.now();
    const number = (): number | undefined => {
      const video = document.querySelector<HTMLVideoElement>(`video[aria-label="${CSS.escape(label)}"]`);
      return video ? window.readFrame(video)?.n : undefined;
    };
    const shown = number();
    const look = (): void => {
      const n = number();
      if (n !== undefined && n !== shown) resolve(performance.now() - began);
      else if (performance.now() - began > timeout) reject(new Error(`the picture stands still for ${timeout} ms`));
      else setTimeout(look, 50);
    };
    look();
  }), { label, timeout });
}

/** Waits until what this page plays has its loudest tone at `hz`. */
export async function hears(page: Page, hz: number, timeout = 20_000): Promise<void> {
  await expect(async () => {
    const found = await page.evaluate(async () => {
      const streams = [...document.querySelectorAll('audio')].map((a) => a.srcObject).filter((s): s is MediaStream => s instanceof MediaStream && s.active);
      const tones = await Promise.all(streams.map((s) => window.tone(s, 900)));
      return tones.sort((a, b) => b.db - a.db)[0] ?? null;
    });
    expect(found, 'a sound').not.toBeNull();
    expect(Math.abs(found!.hz - hz)).toBeLessThanOrEqual(24);
  }).toPass({ timeout });
}
