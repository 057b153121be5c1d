import type { Me, SignedIn } from '@lyceum/sdk';
import { createStore } from 'zustand/vanilla';
import { kept } from '../lib/kept.ts';
import { hear, tell } from '../lib/tabs.ts';
import { discardWritten } from './written.ts';

/**
 * Who is signed in here; `expired` is somebody who must say so again, `deleted` somebody who is out because their account is no more. The access
 * token lives in memory only; the refresh token is a cookie that no script reads, and `cookieless` a browser that did not keep it, null where
 * that was not seen yet.
 */
export type Session = { status: 'unknown' | 'in' | 'expired' | 'out'; deleted: boolean; cookieless: boolean | null; me: Me | null; token: string | null; expires_at: number };

export const session = createStore<Session>(() => ({ status: 'unknown', deleted: false, cookieless: null, me: null, token: null, expires_at: 0 }));

export function accept(signedIn: SignedIn): void {
  const expires_at = Date.now() + signedIn.expires_in * 1000;
  remember(signedIn.user);
  session.setState({ status: 'in', deleted: false, me: signedIn.user, token: signedIn.access_token, expires_at });
}

export function forget(deleted = false): void {
  kept.removeItem(SIGNED_IN);
  follow(deleted);
}

/** Somebody signs out here, or has no account any more, and every tab hears it: what they wrote and did not send goes with them. */
export function depart(deleted = false): void {
  const { me } = session.getState();
  forget(deleted);
  if (me) tell(SIGNED_OUT, naming(me, deleted ? DELETED : ''));
}

/** As another tab has departed. One that slept hears of it when somebody may be in again, and what is kept is theirs. */
function follow(deleted: boolean): void {
  const { me } = session.getState();
  if (me && !mayBeSignedIn()) discardWritten(me.id);
  session.setState({ status: 'out', deleted, me: null, token: null, expires_at: 0 });
}

/** The sign-in ended by itself: who it was stays, so that they can come back to where they are. */
export function expire(): void {
  if (session.getState().me) session.setState({ status: 'expired', token: null, expires_at: 0 });
  else forget();
}

/** The token of the next sign-in after one that expired; null when there is nobody to wait for. */
export function regained(): Promise<string | null> {
  if (session.getState().status !== 'expired') return Promise.resolve(session.getState().token);
  return new Promise((resolve) => {
    const stop = session.subscribe(({ status, token }) => {
      if (status === 'expired') return;
      stop();
      resolve(token);
    });
  });
}

const SLUG = 'lyceum.organization';
const SIGNED_IN = 'lyceum.signed_in';
const SIGNED_OUT = 'lyceum.signed_out';
const DELETED = 'deleted';

/** The organization of the last sign-in on this device, or the one named on it. */
export const lastSlug = (): string | null => kept.getItem(SLUG);

export const rememberSlug = (slug: string): void => kept.setItem(SLUG, slug);

/** Whether a refresh is worth a request: without a sign-in on this device there is no cookie. */
export const mayBeSignedIn = (): boolean => kept.getItem(SIGNED_IN) !== null;

/** Another value each time, since other tabs are told of changes only. */
function remember(me: Me): void {
  rememberSlug(me.organization.slug);
  kept.setItem(SIGNED_IN, naming(me, String(Date.now())));
}

/** What is told to other tabs, and whom it is of: one browser may have had two people. */
const naming = ({ id }: Me, what: string): string => `${what} ${id}`;
const named = (told: string): string => told.split(' ')[1] ?? '';

/** Whoever signs out in one tab leaves nothing on the screen in another. A sign-in that ended by itself is none of that. */
export function departWithOthers(): void {
  hear(SIGNED_OUT, (told) => session.getState().me?.id === named(told) && follow(told.startsWith(DELETED)));
}

/** Calls back when another tab of this browser has signed in, with who that is: `first` where nobody was. */
export const onSignedInElsewhere = (listener: (id: string, first: boolean) => void): (() => void) =>
  hear(SIGNED_IN, (told, first) => listener(named(told), first));
