import type { SignedIn } from '@lyceum/sdk';
import { beforeEach, expect, test, vi } from 'vitest';
import { accept, depart, expire, forget, regained, session } from './session.ts';
import { draftKey, outboxKey } from './written.ts';

const signedIn = (token: string): SignedIn =>
  ({ access_token: token, expires_in: 600, user: { id: 'nimal', organization: { slug: 'demo' } } }) as SignedIn;

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    setItem: (k: string, v: string) => kept.set(k, v), removeItem: (k: string) => kept.delete(k), getItem: (k: string) => kept.get(k) ?? null,
    key: (n: number) => [...kept.keys()][n] ?? null,
    get length() { return kept.size; },
  });
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

const WRITTEN = [draftKey('nimal', 'maths'), outboxKey('nimal', 'maths'), draftKey('nimal', 'physics')];

test('who signs out leaves nothing on the device that they wrote, and takes nothing of others or of the device', () => {
  const others = [draftKey('sara', 'maths'), outboxKey('sara', 'maths'), 'lyceum.language', 'lyceum.organization'];
  for (const key of [...WRITTEN, ...others]) kept.set(key, 'text');
  depart();
  expect([...kept.keys()].sort()).toEqual(others.sort());
  expect(session.getState()).toMatchObject({ status: 'out', me: null });
});

test('so does who signs out instead of signing in again', () => {
  for (const key of WRITTEN) kept.set(key, 'text');
  expire();
  depart();
  expect(WRITTEN.filter((key) => kept.has(key))).toEqual([]);
});

test('a sign-in that ended by itself keeps what was written', () => {
  for (const key of WRITTEN) kept.set(key, 'text');
  expire();
  accept(signedIn('second'));
  expect(WRITTEN.filter((key) => kept.has(key))).toEqual(WRITTEN);
});
