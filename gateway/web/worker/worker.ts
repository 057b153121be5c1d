/// <reference lib="webworker" />

/**
 * Keeps the console's shell on the device, so that an address that is opened without a connection is answered by the console, which says so and
 * goes on by itself, and not by the browser's own error. It keeps files of the build and nothing else: no answer of the API, nothing of anybody.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

/** Put here by the build (`vite.worker.ts`): its name, the program that its page starts, and the files without which no page stands. */
declare const SHELL: { build: string; entry: string; files: string[] };

/** <https://www.w3.org/TR/service-workers/#dom-installevent-addroutes>, where the browser has it. */
type Routed = { addRoutes?: (rule: { condition: { urlPattern: { pathname: string } }; source: 'network' }) => void };

/** The one page for every address that is no file. */
const PAGE = '/';
/** What the server answers itself, and files. */
const NO_PAGE = /^\/(?:v1|docs|healthz|readyz|metrics)(?:\/|$)|\.[^/]*$/;

/** All of one build or nothing: while the server gets another one, its page and these files may not belong together. */
async function keep(): Promise<void> {
  const cache = await caches.open(SHELL.build);
  await cache.addAll([new Request(PAGE, { cache: 'no-store' }), ...SHELL.files]);
  const page = await kept(PAGE);
  if ((await page?.text())?.includes(SHELL.entry)) return;
  await caches.delete(SHELL.build);
  throw new Error('the page is of another build');
}

async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== SHELL.build);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function kept(file: string): Promise<Response | undefined> {
  const cache = await caches.open(SHELL.build);
  return cache.match(file, { ignoreVary: true });
}

/** As the server has it now; what is kept only where the server is not reached. */
async function fresh(request: Request, file: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const instead = await kept(file);
    if (instead) return instead;
    throw error;
  }
}

worker.addEventListener('install', (event) => {
  // Chromium loses what a page sends as it closes where that passes through a worker, though the worker would let it pass
  (event as Routed).addRoutes?.({ condition: { urlPattern: { pathname: '/v1/*' } }, source: 'network' });
  // a page takes its files by name from its own build, so a new worker may serve an old page: it waits for no tab to close
  event.waitUntil(keep().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate') {
    if (!NO_PAGE.test(pathname)) event.respondWith(fresh(request, PAGE));
  } else if (SHELL.files.includes(pathname)) {
    // what is hashed never changes
    event.respondWith(pathname.startsWith('/assets/') ? kept(pathname).then((file) => file ?? fetch(request)) : fresh(request, pathname));
  }
});
