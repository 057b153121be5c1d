import { signIn } from '@lyceum/sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../../api/problem.ts';
import { signInWhenReady } from './ready.ts';

vi.mock('@lyceum/sdk', () => ({ signIn: vi.fn<() => void>() }));

const tried = vi.mocked(signIn);
const who = { email: 'sam@meet.test', password: 'lantern-orbit-velvet-58' };
const refuse = (code: string, status: number): void => {
  tried.mockImplementation(() => Promise.reject(new Problem(code, status, code)));
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { userAgent: 'Chrome/150' });
  tried.mockReset();
});
afterEach(() => vi.useRealTimers());

test('an account that is somebody\u2019s already is told of within three seconds, with tries left of the five a minute', async () => {
  refuse('credentials_wrong', 401);
  const began = Date.now();
  const answer = signInWhenReady('meet', who);
  await vi.runAllTimersAsync();
  expect(await answer).toBeNull();
  expect(tried.mock.calls.length).toBeLessThanOrEqual(2);
  expect(Date.now() - began).toBeLessThanOrEqual(3000);
});

test('what was tried too often is not tried again', async () => {
  refuse('rate_limited', 429);
  expect(await signInWhenReady('meet', who)).toBeNull();
  expect(tried).toHaveBeenCalledTimes(1);
});

test('an account that comes late is signed in to', async () => {
  refuse('account_pending', 409);
  const answer = signInWhenReady('meet', who);
  await vi.advanceTimersByTimeAsync(100);
  tried.mockImplementation((() => Promise.resolve({ access_token: 'a' })) as unknown as typeof signIn);
  await vi.runAllTimersAsync();
  expect(await answer).toMatchObject({ access_token: 'a' });
});
