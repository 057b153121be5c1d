import { queryOptions } from '@tanstack/react-query';
import { refreshSession } from '@lyceum/sdk';
import { alone } from '../lib/alone.ts';
import { Problem } from './problem.ts';
import { queries } from './query-client.ts';
import { accept, depart, departWithOthers, expire, forget, mayBeSignedIn, onSignedInElsewhere, regained, session } from './session.ts';

/** A token with less than this left is renewed before it is used. */
const MARGIN_MS = 30_000;

const DELETED = 'account_deleted';

let running: Promise<string | null> | null = null;

/** A usable access token, or null when nobody is signed in; after an expired sign-in it waits for the next. Who has no time for a new one has one of less `margin`. */
export function token(margin = MARGIN_MS): Promise<string | null> {
  const { token, expires_at, status } = session.getState();
  if (token && expires_at - Date.now() > margin) return Promise.resolve(token);
  if (status === 'expired') return regained();
  if (status === 'out' || (status === 'unknown' && !mayBeSignedIn())) return Promise.resolve(null);
  return refresh();
}

/** One tab at a time rotates the refresh token: two at once would look like a stolen one. */
export async function refresh(): Promise<string | null> {
  running ??= alone('lyceum.refresh', rotate).finally(() => {
    running = null;
  });
  return (await running) ?? regained();
}

async function rotate(): Promise<string | null> {
  try {
    const signedIn = await refreshSession({ body: {} });
    const { me } = session.getState();
    // somebody else signed in, in another tab: nothing of this page is theirs
    if (me && me.id !== signedIn.user.id) return await leave();
    accept(signedIn);
    session.setState({ cookieless: false });
    return session.getState().token;
  } catch (error) {
    if (error instanceof Problem && !error.passing) {
      const answer = error.code === DELETED ? null : await askByToken();
      if (error.code === DELETED || (answer && (await saysDeleted(answer)))) depart(true);
      else {
        // who has just signed in still is, and came without the cookie
        if (error.code === 'unauthorized' && answer?.ok && session.getState().cookieless === null && mayBeSignedIn()) session.setState({ cookieless: true });
        expire();
      }
      return null;
    }
    throw error;
  }
}

/** Whether an answer says that there is no such account any more. */
export const saysDeleted = async (answer: Response): Promise<boolean> =>
  answer.status === 401 && ((await answer.clone().json().catch(() => null)) as { code?: string } | null)?.code === DELETED;

/** What the access token tells when there is no cookie of the refresh token: it went with the account, as in another tab, or was never kept. */
async function askByToken(): Promise<Response | null> {
  const { token } = session.getState();
  return token ? fetch('/v1/me', { headers: { authorization: `Bearer ${token}` } }).catch(() => null) : null;
}

/** The first question of a page, asked as often as any other; the token is not kept with the answers. */
export const restoring = queryOptions({ queryKey: ['session', 'restored'], queryFn: async () => (await refresh()) !== null });

/** Finds out at start whether this browser is signed in. */
export async function restore(): Promise<void> {
  if (session.getState().status !== 'unknown') return;
  if (!mayBeSignedIn()) return forget();
  await queries.fetchQuery(restoring);
}

/** The page is loaded anew; what waits for a token waits until then. */
function leave(): Promise<never> {
  location.reload();
  return new Promise(() => {});
}

/**
 * A sign-in that ended here goes on when it is given in another tab, and is over when it is over there: nobody signs in or out once a tab. Where
 * somebody else signs in, the browser is theirs, and so is the page.
 */
export function followTabs(): void {
  departWithOthers();
  onSignedInElsewhere((id) => {
    const { me, status } = session.getState();
    if (me && id && id !== me.id) void leave();
    else if (status === 'expired') void refresh().catch(() => {});
  });
}
