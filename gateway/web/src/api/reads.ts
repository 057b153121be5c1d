import { queryOptions } from '@tanstack/react-query';
import { listChannels, listMentorApplications, listMentoringRequests, listMentoringSessions, listNotifications, type Channel, type Me, type MentoringRequest, type MentoringSession, type PageChannel, type PageMentoringSession } from '@lyceum/sdk';
import { byTheClock } from '../lib/moments.ts';
import type { Paged, PageOf } from './paged.ts';

/** The next sessions of this person. */
export const nextSessions = queryOptions({
  queryKey: ['mentoring_session', 'next'],
  queryFn: ({ signal }) => listMentoringSessions({ query: { when: 'upcoming', limit: 20 }, signal }),
  ...byTheClock<PageMentoringSession>(({ items }) => items),
});

const MOST = 100;
/** Requests that nobody answers expire, and applications are decided, so this is more than anybody has. */
const OPEN_PAGES_MAX = 10;

/** What is counted is fetched to its end. */
async function whole<T>(page: (cursor: string | undefined) => Promise<PageOf<T>>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < OPEN_PAGES_MAX; pages++) {
    const { items, next } = await page(cursor);
    found.push(...items);
    if (!next) break;
    cursor = next;
  }
  return found;
}

/** Every request of one side without an answer: the one that waits for this person may be the oldest. */
export const openOn = (role: 'student' | 'mentor', signal: AbortSignal): Promise<MentoringRequest[]> =>
  whole((cursor) => listMentoringRequests({ query: { role, state: 'open', limit: MOST, cursor }, signal }));

/** Requests without an answer, on either side. */
export const openRequests = (me: Me) => {
  const roles = me.roles.includes('mentor') ? (['mentor', 'student'] as const) : (['student'] as const);
  return queryOptions({
    queryKey: ['mentoring_request', 'open', ...roles],
    queryFn: async ({ signal }) => (await Promise.all(roles.map((role) => openOn(role, signal)))).flat(),
    ...byTheClock<MentoringRequest[]>((requests) => requests.flatMap(({ times }) => times)),
  });
};

/** The newest requests of this person on either side, whatever became of them. */
export const newestRequests = (me: Me) => {
  const roles = me.roles.includes('mentor') ? (['mentor', 'student'] as const) : (['student'] as const);
  return queryOptions({
    queryKey: ['mentoring_request', 'newest', ...roles],
    queryFn: async ({ signal }): Promise<MentoringRequest[]> =>
      (await Promise.all(roles.map((role) => listMentoringRequests({ query: { role, limit: MOST }, signal })))).flatMap(({ items }) => items),
  });
};

/** The sessions around now, ahead and over. */
export const newestSessions = queryOptions({
  queryKey: ['mentoring_session', 'newest'],
  queryFn: async ({ signal }): Promise<MentoringSession[]> =>
    (await Promise.all((['upcoming', 'past'] as const).map((when) => listMentoringSessions({ query: { when, limit: MOST }, signal })))).flatMap(({ items }) => items),
});

/** How much is new; the newest of it is the first. */
export const unread = queryOptions({ queryKey: ['notification', 'unread'], queryFn: ({ signal }) => listNotifications({ query: { limit: 1 }, signal }) });

/** Applications that wait for an admin's decision. */
export const pendingApplications = (me: Me) => queryOptions({
  queryKey: ['mentor_application', 'pending'], enabled: me.roles.includes('admin'),
  queryFn: ({ signal }) => whole((cursor) => listMentorApplications({ query: { state: 'pending', limit: MOST, cursor }, signal })),
});

/** At the server's pages of 50 at most. */
const CONVERSATION_PAGES_MAX = 5;

/** The server lists conversations by when they were opened, and the one with something new may be the oldest: many at once, and where the rest begins. */
export async function conversationsFrom(cursor: string | undefined, signal: AbortSignal): Promise<PageChannel> {
  const items: Channel[] = [];
  let next = cursor;
  for (let pages = 0; pages < CONVERSATION_PAGES_MAX; pages++) {
    const page = await listChannels({ query: { limit: MOST, cursor: next }, signal });
    items.push(...page.items);
    next = page.next ?? undefined;
    if (!next) break;
  }
  return { items, next };
}

/** The same by pages, as the list of them shows them. */
export const conversationPages: Paged<Channel> = { queryKey: ['channel', 'pages'], fetch: conversationsFrom };

/** This person's conversations. */
export const conversations = queryOptions({ queryKey: ['channel', 'list'], queryFn: ({ signal }) => conversationsFrom(undefined, signal) });
