import type { Me, SignedIn } from '@lyceum/sdk';
import { beforeEach, expect, test, vi } from 'vitest';
import { accept, expire, forget } from '../../api/session.ts';
import { onSignInEnds } from './sign-in-ends.ts';

const signIn = (): void => accept({ user: { id: 'sam', organization: { slug: 'meet' } } as Me, access_token: 'token', expires_in: 300 } as SignedIn);

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
  signIn();
});

test.each([
  ['is ended elsewhere or runs out', expire],
  ['is ended here', forget],
])('who was in a call is told once when the sign-in %s', (_, end) => {
  const told = vi.fn();
  const stop = onSignInEnds(told);
  signIn();
  expect(told, 'a renewed token ends nothing').not.toHaveBeenCalled();
  end();
  end();
  expect(told).toHaveBeenCalledTimes(1);
  stop();
});

test('who is not in a call any more is told nothing', () => {
  const told = vi.fn();
  onSignInEnds(told)();
  expire();
  expect(told).not.toHaveBeenCalled();
});
