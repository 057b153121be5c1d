import type { SignedIn } from '@lyceum/sdk';
import { beforeEach, expect, test, vi } from 'vitest';
import { accept, expire, forget, regained, session } from './session.ts';

const signedIn = (token: string): SignedIn =>
  ({ access_token: token, expires_in: 600, user: { id: 'nimal', organization: { slug: 'demo' } } }) as SignedIn;

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', { setItem: (k: string, v: string) => kept.set(k, v), removeItem: (k: string) => kept.delete(k), getItem: (k: string) => kept.get(k) ?? null });
  accept(signedIn('first'));
});

test('what waits when a sign-in expires goes on with the token of the next', async () => {
  expire();
  const token = regained();
  expect(session.getState()).toMatchObject({ status: 'expired', me: { id: 'nimal' }, token: null });
  accept(signedIn('second'));
  expect(await token).toBe('second');
});

test('signing out instead ends the wait', async () => {
  expire();
  const token = regained();
  forget();
  expect(await token).toBeNull();
});

test('nobody has to sign in again who never was', () => {
  forget();
  expire();
  expect(session.getState().status).toBe('out');
});
