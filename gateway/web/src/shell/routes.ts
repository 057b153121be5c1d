import { createElement } from 'react';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { Going, Loader } from '../api/loader.ts';
import { paged } from '../api/paged.ts';
import { queries } from '../api/query-client.ts';
import { conversationPages } from '../api/reads.ts';
import { restore } from '../api/refresh.ts';
import { lastSlug, session } from '../api/session.ts';
import { readHead } from '../features/chat/read.ts';
import { SHOW_AFTER_MS } from '../ui/loading.tsx';
import { Broken, BrokenFrame, NotFound } from './errors.tsx';
import { Frame } from './frame.tsx';
import { Late, LateDoor } from './late.tsx';
import { ownPath } from './own-path.ts';
import { Root } from './root.tsx';
import { whenThere } from './replaced.ts';
import { Waiting } from './waiting.tsx';

type Page = { default: () => React.ReactNode; loader?: Loader };
type At = { params: Going['params']; location: { search: object }; cause: string };

/** A page, and what it reads first, which begins while its link is only pointed at. Who stays on a page, and seeks there, has its own reads. */
const page = (load: () => Promise<Page>, loader?: Loader) => ({
  pendingComponent: () => createElement(Late, { load }), pendingMs: SHOW_AFTER_MS, pendingMinMs: 0,
  component: lazyRouteComponent(() => whenThere(load)),
  loader: async (at: unknown) => {
    // of each route's own type, which this would make that of all
    const { params, location, cause } = at as At;
    if (cause === 'stay') return;
    const { me } = session.getState();
    const begin = loader ?? (await whenThere(load)).loader;
    // who signed out meanwhile reads nothing more
    if (session.getState().me === me) begin?.({ params, search: Object.fromEntries(Object.entries(location.search).filter(([, value]) => optional(value))) });
  },
});

const door = (load: () => Promise<Page>) => ({ ...page(load), pendingComponent: () => createElement(LateDoor, { load }) });

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const optional = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
/** Named also where there is none: the router keeps what stands in the address and is not named. */
const next = (search: Record<string, unknown>): { next?: string } => ({ next: ownPath(search.next) });

const signIn = createRoute({
  getParentRoute: () => root, path: '/o/$slug/sign-in', validateSearch: next,
  ...door(() => import('../features/account/sign-in.page.tsx')),
});
const signUp = createRoute({
  getParentRoute: () => root, path: '/o/$slug/sign-up', validateSearch: next,
  ...door(() => import('../features/account/sign-up.page.tsx')),
});
const reset = createRoute({
  getParentRoute: () => root, path: '/o/$slug/reset',
  ...door(() => import('../features/account/reset.page.tsx')),
});
const which = createRoute({
  getParentRoute: () => root, path: '/o', validateSearch: next,
  ...door(() => import('../features/account/which.page.tsx')),
});
const organization = createRoute({
  getParentRoute: () => root, path: '/o/$slug',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/o/$slug/sign-in', params });
  },
});

/** Everything behind the sign-in. */
const inside = createRoute({
  getParentRoute: () => root, id: 'in', component: Frame, errorComponent: BrokenFrame, pendingComponent: Waiting, pendingMs: 0, pendingMinMs: 0,
  beforeLoad: async ({ location }) => {
    await restore();
    if (session.getState().me) return;
    const slug = lastSlug();
    const search = location.href === '/' ? {} : { next: location.href };
    throw slug ? redirect({ to: '/o/$slug/sign-in', params: { slug }, search }) : redirect({ to: '/o', search });
  },
});
const at = () => inside;

const today = createRoute({ getParentRoute: at, path: '/', ...page(() => import('../features/today/today.page.tsx')) });
const mentors = createRoute({
  getParentRoute: at, path: '/mentors',
  validateSearch: (search: Record<string, unknown>): { topic?: string; name?: string } => ({ topic: optional(search.topic), name: optional(search.name) }),
  ...page(() => import('../features/mentors/list.page.tsx')),
});
const mentor = createRoute({ getParentRoute: at, path: '/mentors/$id', ...page(() => import('../features/mentors/mentor.page.tsx')) });
const apply = createRoute({ getParentRoute: at, path: '/become-a-mentor', ...page(() => import('../features/applications/apply.page.tsx')) });
const approvals = createRoute({ getParentRoute: at, path: '/approvals', ...page(() => import('../features/applications/approvals.page.tsx')) });
const people = createRoute({
  getParentRoute: at, path: '/people',
  validateSearch: (search: Record<string, unknown>): { name?: string } => ({ name: optional(search.name) }),
  ...page(() => import('../features/people/people.page.tsx')),
});
const requests = createRoute({ getParentRoute: at, path: '/requests', ...page(() => import('../features/requests/list.page.tsx')) });
const request = createRoute({ getParentRoute: at, path: '/requests/$id', ...page(() => import('../features/requests/request.page.tsx')) });
const sessions = createRoute({ getParentRoute: at, path: '/sessions', ...page(() => import('../features/sessions/list.page.tsx')) });
const chat = createRoute({ getParentRoute: at, path: '/chat', ...page(() => import('../features/chat/list.page.tsx'), () => void queries.prefetchInfiniteQuery(paged(conversationPages))) });
const channel = createRoute({ getParentRoute: at, path: '/chat/$id', ...page(() => import('../features/chat/channel.page.tsx'), ({ params: { id = '' } }) => void readHead(queries, id)) });
const call = createRoute({ getParentRoute: at, path: '/calls/$room', ...page(() => import('./call.page.tsx')) });
const notifications = createRoute({ getParentRoute: at, path: '/notifications', ...page(() => import('../features/notifications/list.page.tsx')) });
const profile = createRoute({ getParentRoute: at, path: '/profile', ...page(() => import('../features/profile/profile.page.tsx')) });
const account = createRoute({ getParentRoute: at, path: '/account', ...page(() => import('../features/account/account.page.tsx')) });

export const router = createRouter({
  routeTree: root.addChildren([
    signIn, signUp, reset, which, organization,
    inside.addChildren([today, mentors, mentor, apply, approvals, people, requests, request, sessions, chat, channel, call, notifications, profile, account]),
  ]),
  defaultPreload: 'intent',
  // how long an answer is fresh is the query cache's to say
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
