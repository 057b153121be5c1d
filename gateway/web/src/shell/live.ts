import { t } from '@lingui/core/macro';
import type { QueryClient } from '@tanstack/react-query';
import { Problem } from '../api/problem.ts';
import { refresh } from '../api/refresh.ts';
import { renew } from '../api/renew.ts';
import { session } from '../api/session.ts';
import { whenBack } from '../lib/back.ts';
import { realtime } from '../realtime/index.ts';
import type { TopicEvent } from '../realtime/frames.ts';
import { dismiss, toast, toasts } from '../ui/toasts.ts';

/** Queries are keyed by the noun they show first, so what changed names what to fetch again. */
export function keysOf(event: TopicEvent): string[][] {
  if (event.kind !== 'changed') return [];
  switch (event.what) {
    case 'mentoring_request':
      return [['mentoring_request']];
    case 'mentoring_session':
      return [['mentoring_session'], ['channel'], ['room']];
    case 'mentor_application':
      return [['mentor_application'], ['mentor']];
    case 'profile':
      return [['profile'], ['mentor']];
    case 'unread':
      return [['channel', 'list'], ['channel', 'pages']];
    default:
      return [[event.what]];
  }
}

/**
 * What could not be fetched without a connection is fetched when there is one; what changed meanwhile is told of by its topic. The socket outlives
 * a gap of seconds and says nothing of it, so the server is asked for while a page has a read that nobody answered.
 */
function healReads(queries: QueryClient): void {
  let stop: (() => void) | null = null;
  const again = (): void => {
    stop?.();
    stop = null;
    void queries.refetchQueries({ type: 'active', predicate: ({ state: { error } }) => error instanceof Problem && error.passing });
  };
  realtime.onReopened(again);
  queries.getQueryCache().subscribe(({ type, query }) => {
    const { error, fetchStatus } = query.state;
    if (type === 'updated' && fetchStatus === 'idle' && query.isActive() && error instanceof Problem && error.status === 0) stop ??= whenBack(again);
  });
}

/** The socket lives as long as the sign-in; what it says changes the cache. */
export function followSession(queries: QueryClient): void {
  const refetch = (event: TopicEvent): void => {
    for (const queryKey of keysOf(event)) void renew(queries, queryKey);
  };
  /** New roles are in a new token; who one is comes with it. */
  const about = (event: TopicEvent): void => {
    refetch(event);
    if (event.kind === 'changed' && (event.what === 'mentor_application' || event.what === 'profile')) void refresh().catch(() => {});
  };
  const follower = { event: refetch, gap: () => void renew(queries) };
  healReads(queries);
  let [signedIn, sends] = [false, false];
  const send = async (author: string): Promise<void> => {
    const { sendWaiting, sendForOthers } = await import('../features/chat/send-waiting.ts');
    sendWaiting(author, queries);
    if (!sends) sendForOthers(queries);
    sends = true;
  };
  const change = (): void => {
    const { status, me } = session.getState();
    // an expired sign-in is one: the socket waits for its token, and the pages keep what they have
    const now = status === 'in' || status === 'expired';
    if (now === signedIn) return;
    signedIn = now;
    if (signedIn) {
      realtime.subscribe('user', { ...follower, event: about });
      if (me?.roles.includes('admin')) realtime.subscribe('admin', follower);
      realtime.start();
      if (me) void send(me.id);
    } else {
      realtime.stop();
      queries.clear();
      // whoever is next reads nothing of who was, but why the last of it was refused
      for (const { id, tone } of toasts.getState().list) if (tone !== 'bad') dismiss(id);
    }
  };
  session.subscribe(change);
  session.subscribe(({ deleted }, before) => deleted && !before.deleted && toast(t`Your account is deleted.`));
  change();
}
