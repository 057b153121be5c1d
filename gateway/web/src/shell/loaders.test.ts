import type { Me } from '@lyceum/sdk';
import { expect, test, vi } from 'vitest';
import { queries } from '../api/query-client.ts';
import { session } from '../api/session.ts';
import { router } from './routes.ts';

/** Routes whose pages read nothing before they stand, or must not read ahead. */
const WITHOUT: Record<string, string> = {
  '/o': 'asks which organization, and nothing of the server before that is written',
  '/o/$slug': 'leads on to the sign-in',
  '/in/profile': 'shows what came with the sign-in',
  '/in/chat/$id': 'its messages are kept by the conversation, which follows them from the first one on',
  '/in/calls/$room': 'whether one may come in is asked when one is there, before a camera is on',
};

const me = { id: 'ada', roles: ['student', 'mentor', 'admin'] } as unknown as Me;
const going = { params: { id: 'thing', slug: 'demo', room: 'room' }, location: { search: { topic: 'Algebra', name: 'ma' } } };

vi.stubGlobal('window', new EventTarget());
vi.stubGlobal('document', new EventTarget());
vi.stubGlobal('location', { origin: 'https://school.example' });
const pages = Object.values(router.routesById).filter(({ id }) => id !== '__root__' && id !== '/in');
const began: unknown[] = [];
vi.spyOn(queries, 'prefetchQuery').mockImplementation(async ({ queryKey }) => void began.push(queryKey));
vi.spyOn(queries, 'prefetchInfiniteQuery').mockImplementation(async ({ queryKey }) => void began.push(queryKey));

/** What a route reads for somebody who is about to go there. */
async function readBy(route: (typeof pages)[number], cause: string): Promise<unknown[]> {
  session.setState({ status: 'in', me });
  began.length = 0;
  const load = route.options.loader as ((at: object) => Promise<void>) | undefined;
  await load?.({ ...going, cause });
  return [...began];
}

test.each(pages.map((route) => [route.id, route] as const))('%s reads ahead, or says why not', async (id, route) => {
  const keys = await readBy(route, 'preload');
  if (WITHOUT[id]) expect(keys).toEqual([]);
  else expect(keys.length).toBeGreaterThan(0);
});

test('it reads what the page will: the same search, the same thing', async () => {
  const of = (id: string) => readBy(pages.find((route) => route.id === id)!, 'enter');
  expect(await of('/in/mentors')).toContainEqual(['mentor', 'list', 'Algebra', 'ma']);
  expect(await of('/in/requests/$id')).toContainEqual(['mentoring_request', 'thing']);
  expect(await of('/o/$slug/sign-in')).toContainEqual(['organization', 'demo']);
});

test('who seeks on a page reads by typing, not by going', async () => {
  expect(await readBy(pages.find(({ id }) => id === '/in/mentors')!, 'stay')).toEqual([]);
});
