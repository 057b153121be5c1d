import type { QueryClient } from '@tanstack/react-query';
import { showMentor, showMentoringRequest, showMentoringSession, type Me } from '@lyceum/sdk';
import { letGo } from '../api/draft.ts';
import { Problem } from '../api/problem.ts';
import { pendingApplications } from '../api/reads.ts';
import { session } from '../api/session.ts';
import { draftsOf } from '../api/written.ts';

type IsOver = (id: string, queries: QueryClient, me: Me) => Promise<boolean>;

const requestOf = (id: string, queries: QueryClient) =>
  queries.fetchQuery({ queryKey: ['mentoring_request', id], queryFn: ({ signal }) => showMentoringRequest({ path: { id }, signal }) });
const sessionOf = (id: string, queries: QueryClient) =>
  queries.fetchQuery({ queryKey: ['mentoring_session', id], queryFn: ({ signal }) => showMentoringSession({ path: { id }, signal }) });

// what is being arranged may be open again
const isClosed: IsOver = async (id, queries) => !['open', 'accepting'].includes((await requestOf(id, queries)).state);

/** By what a dialog's words are about: whether nobody can send them any more. */
const OVER: Record<string, IsOver> = {
  // there is no other way than that they are gone
  ask: async (id, queries) => {
    await queries.fetchQuery({ queryKey: ['mentor', id], queryFn: ({ signal }) => showMentor({ path: { id }, signal }) });
    return false;
  },
  decline: isClosed,
  propose: isClosed,
  cancel: async (id, queries) => (await sessionOf(id, queries)).state !== 'scheduled',
  rate: async (id, queries) => {
    const { state, can } = await sessionOf(id, queries);
    return state === 'cancelled' || (state === 'completed' && !can.rate);
  },
  'decline application': async (id, queries, me) => !me.roles.includes('admin') || !(await queries.fetchQuery(pendingApplications(me))).some(({ user }) => user.id === id),
};

const ABOUT = new RegExp(`^(${Object.keys(OVER).join('|')}) ([0-9a-f-]{36})$`);

/** Words for what is over are let go: nobody could see them, send them or throw them away, and to sign out would ask about them. */
export async function letGoOfWhatIsOver(queries: QueryClient, me: Me): Promise<void> {
  await Promise.all(draftsOf(me.id).map(async (about) => {
    const [, what, id] = ABOUT.exec(about) ?? [];
    if (!what || !id) return;
    const isOver = await OVER[what]!(id, queries, me).catch((error: unknown) => error instanceof Problem && error.status === 404);
    if (isOver) await letGo(me.id, about);
  }));
}

type Navigation = { subscribe: (type: 'onResolved', run: () => void) => unknown };

/** From page to page: where a dialog stood it is closed by then. */
export function followOver(router: Navigation, queries: QueryClient): void {
  const look = (): void => {
    const { status, me } = session.getState();
    if (status === 'in' && me) void letGoOfWhatIsOver(queries, me).catch(() => {});
  };
  router.subscribe('onResolved', look);
  look();
}
