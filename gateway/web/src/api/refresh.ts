import { refreshSession } from '@lyceum/sdk';
import { Problem } from './problem.ts';
import { accept, expire, forget, mayBeSignedIn, regained, session } from './session.ts';

/** A token with less than this left is renewed before it is used. */
const MARGIN_MS = 30_000;

let running: Promise<string | null> | null = null;

/** A usable access token, or null when nobody is signed in; after an expired sign-in it waits for the next. */
export function token(): Promise<string | null> {
  const { token, expires_at, status } = session.getState();
  if (token && expires_at - Date.now() > MARGIN_MS) return Promise.resolve(token);
  if (status === 'expired') return regained();
  if (status === 'out' || (status === 'unknown' && !mayBeSignedIn())) return Promise.resolve(null);
  return refresh();
}

/** One tab at a time rotates the refresh token: two at once would look like a stolen one. */
export async function refresh(): Promise<string | null> {
  running ??= (navigator.locks ? navigator.locks.request('lyceum.refresh', rotate) : rotate()).finally(() => {
    running = null;
  });
  return (await running) ?? regained();
}

async function rotate(): Promise<string | null> {
  try {
    accept(await refreshSession({ body: {} }));
    return session.getState().token;
  } catch (error) {
    if (error instanceof Problem && !error.passing) {
      expire();
      return null;
    }
    throw error;
  }
}

/** Finds out at start whether this browser is signed in. */
export async function restore(): Promise<void> {
  if (session.getState().status !== 'unknown') return;
  if (!mayBeSignedIn()) return forget();
  await refresh();
}
