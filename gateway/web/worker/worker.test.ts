import { beforeEach, expect, test, vi } from 'vitest';

/** No module: a browser runs it as it stands. */
const WORKER = './worker.ts';
const ORIGIN = 'https://school.example';
const SHELL = { build: 'lyceum.2', entry: '/assets/index-2.js', files: ['/assets/index-2.js', '/theme.js'] };
const PAGE = '<script type="module" src="/assets/index-2.js"></script>';

type Handler = (event: object) => void;

let handlers: Map<string, Handler>;
let stores: Map<string, Map<string, string>>;
let skipped: number;
/** What the server has; null where it is not reached. */
let server: ((path: string) => string) | null;

const pathOf = (file: string | Request): string => (typeof file === 'string' ? file : new URL(file.url).pathname);
const fetched = async (file: string | Request): Promise<Response> => {
  if (!server) throw new TypeError('Failed to fetch');
  return new Response(server(pathOf(file)));
};

/** The platform's caches, as far as they are used. */
const caches = {
  keys: async () => [...stores.keys()],
  delete: async (name: string) => stores.delete(name),
  open: async (name: string) => {
    const store = stores.get(name) ?? new Map<string, string>();
    stores.set(name, store);
    return {
      addAll: async (files: (string | Request)[]) => {
        const answers = await Promise.all(files.map(async (file) => [pathOf(file), await (await fetched(file)).text()] as const));
        for (const [path, text] of answers) store.set(path, text);
      },
      match: async (path: string) => (store.has(path) ? new Response(store.get(path)) : undefined),
    };
  },
};

beforeEach(async () => {
  handlers = new Map();
  stores = new Map([['lyceum.1', new Map()]]);
  skipped = 0;
  server = (path) => (path === '/' ? PAGE : `fresh ${path}`);
  vi.stubGlobal('SHELL', SHELL);
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('fetch', fetched);
  // node's wants a whole address
  vi.stubGlobal('Request', class { constructor(readonly path: string) {} get url(): string { return ORIGIN + this.path; } });
  vi.stubGlobal('self', { location: { origin: ORIGIN }, skipWaiting: async () => { skipped += 1; }, addEventListener: (kind: string, handler: Handler) => handlers.set(kind, handler) });
  vi.resetModules();
  await import(WORKER);
});

/** Until what the worker has to do is done. */
async function happens(kind: 'install' | 'activate', can: object = {}): Promise<void> {
  let work: Promise<unknown> = Promise.resolve();
  handlers.get(kind)!({ waitUntil: (promise: Promise<unknown>) => { work = promise; }, ...can });
  await work;
}

/** What the worker answers; null where it leaves that to the browser. */
async function answer(path: string, request: { mode?: string; method?: string; origin?: string } = {}): Promise<string | null> {
  let said: Promise<Response> | null = null;
  const { mode = 'cors', method = 'GET', origin = ORIGIN } = request;
  handlers.get('fetch')!({ request: { url: origin + path, mode, method }, respondWith: (promise: Promise<Response>) => { said = promise; } });
  return said && (await (said as Promise<Response>)).text();
}

test('a new build is kept whole, takes over at once, and what the old one kept is forgotten', async () => {
  await happens('install');
  expect([...stores.get(SHELL.build)!.keys()].sort()).toEqual(['/', ...SHELL.files].sort());
  expect(skipped).toBe(1);
  await happens('activate');
  expect([...stores.keys()]).toEqual([SHELL.build]);
});

test('what a page asks of the API does not even pass through, where the browser can be told so', async () => {
  const addRoutes = vi.fn();
  await happens('install', { addRoutes });
  expect(addRoutes).toHaveBeenCalledExactlyOnceWith({ condition: { urlPattern: { pathname: '/v1/*' } }, source: 'network' });
});

test('a page of another build, as while the server gets one, is not kept beside these files', async () => {
  server = () => PAGE.replaceAll('-2', '-3');
  await expect(happens('install')).rejects.toThrow('another build');
  expect([[...stores.keys()], skipped]).toEqual([['lyceum.1'], 0]);
});

test('a page comes from the server, and from what is kept only where the server is not reached', async () => {
  await happens('install');
  server = () => 'a newer page';
  expect(await answer('/mentors/7', { mode: 'navigate' })).toBe('a newer page');
  server = null;
  expect(await answer('/mentors/7?topic=Algebra', { mode: 'navigate' })).toBe(PAGE);
  expect(await answer('/', { mode: 'navigate' })).toBe(PAGE);
});

test('a file with a hash is what it was, and one without is as the server has it', async () => {
  await happens('install');
  server = (path) => `newer ${path}`;
  expect([await answer('/assets/index-2.js'), await answer('/theme.js')]).toEqual(['fresh /assets/index-2.js', 'newer /theme.js']);
  server = null;
  expect([await answer('/assets/index-2.js'), await answer('/theme.js')]).toEqual(['fresh /assets/index-2.js', 'fresh /theme.js']);
});

test('without anything kept the browser says what it says', async () => {
  server = null;
  await expect(answer('/mentors', { mode: 'navigate' })).rejects.toThrow('Failed to fetch');
});

test.each([
  ['/v1/me', {}], ['/v1/users/7/picture', { mode: 'navigate' }], ['/docs', { mode: 'navigate' }], ['/openapi.json', { mode: 'navigate' }], ['/readyz', { mode: 'navigate' }],
  ['/assets/call.page-2.js', {}], ['/theme.js', { origin: 'https://elsewhere.example' }], ['/', { mode: 'navigate', method: 'POST' }], ['/', {}],
])('%s %j is none of its business', async (path, request) => {
  await happens('install');
  expect(await answer(path, request)).toBeNull();
});
