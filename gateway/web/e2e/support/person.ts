import { chromium, type Browser, type BrowserContext, type LaunchOptions, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Film } from './films.ts';
import type { Network } from './network.ts';

export const launch = (name: string, network: Network, origin: string, film: Film | null = null): Promise<Browser> => chromium.launch(processOf(name, network, origin, film));

/** How a browser's process is begun. */
export function processOf(name: string, network: Network, origin: string, film: Film | null = null): LaunchOptions {
  const media = film ? [`--use-file-for-fake-video-capture=${film.file}.mjpeg`, `--use-file-for-fake-audio-capture=${film.file}.wav`] : [];
  const { hostname } = new URL(origin);
  return {
    executablePath: path.join(import.meta.dirname, 'chrome.sh'),
    // the journeys read English; said to the process, since a context's locale is an emulation of every page
    env: { ...(process.env as Record<string, string>), NETNS: network.namespace(name), LANGUAGE: 'en' },
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=display-media-type=browser',
      // a name below localhost is a secure context, so cameras and cookies work over plain HTTP
      `--host-resolver-rules=MAP ${hostname} ${network.server}`,
      ...media,
    ],
  };
}

/** Somebody at a screen: a Chromium process of their own, since the fake camera is a flag of the process. */
export class Person {
  private constructor(
    readonly name: string,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly film: Film | null,
  ) {
    page.on('response', (response) => {
      if (!response.url().includes('/v1/')) return;
      this.requests.push(response.url());
      if (response.url().includes('/v1/rooms/')) void response.text().then((body) => (this.bodies += body)).catch(() => {});
    });
  }

  /** Addresses of the API that the page asked, and what its rooms answered. */
  readonly requests: string[] = [];
  bodies = '';

  static async arrive(name: string, network: Network, origin: string, film: Film | null = null): Promise<Person> {
    const browser = await launch(name, network, origin, film);
    const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await context.addInitScript({ path: path.join(import.meta.dirname, 'read.js') });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('console', (message) => {
      // refusals and a killed server are part of the journeys
      const expected = /Failed to load resource|WebSocket connection/.test(message.text());
      if ((message.type() === 'error' && !expected) || process.env.VERBOSE) console.log(`[${name}] ${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => console.log(`[${name}] page error: ${error.message}`));
    return new Person(name, browser, context, page, film);
  }

  /** Their browser dies without a word to anybody. */
  die(): void {
    execFileSync('pkill', ['-9', '-f', '--', `use-file-for-fake-video-capture=${this.film!.file}`]);
  }

  async leave(): Promise<void> {
    await this.browser.close();
  }
}
