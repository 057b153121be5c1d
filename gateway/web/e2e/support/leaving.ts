import { expect, type Page } from '@playwright/test';
import { press } from './agree.ts';

type Devices = { live: () => number; end: () => void };

/** Tells how many devices the page has on, from its next load on, and ends them as when they are unplugged. */
export async function devicesOf(page: Page): Promise<{ live: () => Promise<number>; end: () => Promise<void> }> {
  await page.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const tracks: MediaStreamTrack[] = [];
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      tracks.push(...stream.getTracks());
      return stream;
    };
    const on = (): MediaStreamTrack[] => tracks.filter((track) => track.readyState === 'live');
    const devices: Devices = {
      live: () => on().length,
      end: () => {
        for (const track of on()) {
          track.stop();
          track.dispatchEvent(new Event('ended'));
        }
      },
    };
    Object.assign(window, { devices });
  });
  return {
    live: () => page.evaluate(() => (window as unknown as { devices: Devices }).devices.live()),
    end: () => page.evaluate(() => (window as unknown as { devices: Devices }).devices.end()),
  };
}

/** Goes to another page while the answer to `asked` is under way; the answer comes after that. Their devices are known: nothing is pressed to join. */
export async function leaveWhileJoining(page: Page, room: string, asked: string): Promise<void> {
  const { live } = await devicesOf(page);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route(asked, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/calls/${room}`);
  await expect(page.getByText('Joining…')).toBeVisible();
  expect(await live()).toBe(2);
  await page.getByRole('link', { name: 'Chat' }).first().click();
  await press(page.getByRole('dialog', { name: 'Leave the call?' }), 'Leave');
  await expect(page).toHaveURL(/\/chat/);
  // the address is there before its page
  await expect.poll(live).toBe(0);
  const answered = page.waitForResponse(asked);
  release();
  await answered;
  // whatever would come of the answer came before the answers to what is asked after it
  for (let turn = 0; turn < 3; turn++) await page.evaluate(() => fetch('/healthz', { cache: 'no-store' }).then((answer) => answer.text()));
  expect(await live()).toBe(0);
  await page.unrouteAll();
}
