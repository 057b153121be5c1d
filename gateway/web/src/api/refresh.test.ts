import { refreshSession, type SignedIn } from '@lyceum/sdk';
import { beforeEach, expect, test, vi } from 'vitest';
import { queries } from './query-client.ts';
import { followTabs, refresh, restore, token } from './refresh.ts';
import { Problem } from './problem.ts';
import { accept, expire, session } from './session.ts';

vi.mock('@lyceum/sdk', () => ({ refreshSession: vi.fn<() => void>() }));

const signedIn = (token: string, id = 'nimal'): SignedIn =>
  ({ access_token: token, expires_in: 600, user: { id, organization: { slug: 'demo' } } }) as SignedIn;
const answer = vi.mocked(refreshSession) as unknown as ReturnType<typeof vi.fn<() => Promise<SignedIn>>>;
const reload = vi.fn<() => void>();
const window = new EventTarget();
const told = (key: string, newValue: string | null): boolean => window.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));

vi.stubGlobal('window', window);
vi.stubGlobal('location', { reload });
vi.stubGlobal('navigator', {});
vi.stubGlobal('localStorage', { setItem: () => {}, removeItem: () => {}, getItem: () => '1' });
followTabs();

beforeEach(() => {
  answer.mockReset();
  reload.mockReset();
  accept(signedIn('first'));
});

test('who is signed in is asked again of a server that has no time at first, as any read is', async () => {
  session.setState({ status: 'unknown', me: null, token: null });
  const later = new Problem('unavailable', 503, '', {}, 1);
  answer.mockRejectedValueOnce(later).mockRejectedValueOnce(later).mockResolvedValue(signedIn('second'));
  await restore();
  expect(session.getState()).toMatchObject({ status: 'in', token: 'second' });
  expect(JSON.stringify(queries.getQueryCache().getAll().map(({ state }) => state.data)), 'the token is in one place').not.toContain('second');
});

test('a sign-in that ended goes on when it is given in another tab', async () => {
  expire();
  answer.mockResolvedValue(signedIn('second'));
  told('lyceum.signed_in', '2 nimal');
  await vi.waitFor(() => expect(session.getState()).toMatchObject({ status: 'in', token: 'second' }));
});

test.each([
  ['that did not end', 'lyceum.signed_in', '2 nimal', false],
  ['after another tab signed out', 'lyceum.signed_in', null, true],
  ['after another tab wrote something else', 'lyceum.theme', 'dark', true],
])('nothing is asked for a sign-in %s', (_, key, value, ended) => {
  if (ended) expire();
  told(key, value);
  expect(answer).not.toHaveBeenCalled();
});

test.each([[' nimal', false], ['deleted nimal', true]])('who signed out in another tab is out here, also where they were asked to sign in again: "%s"', (value, deleted) => {
  told('lyceum.signed_out', value);
  expect(session.getState()).toMatchObject({ status: 'out', deleted, me: null, token: null });
  accept(signedIn('second'));
  expire();
  told('lyceum.signed_out', value);
  expect(session.getState().status).toBe('out');
  accept(signedIn('third'));
  told('lyceum.signed_out', null);
  expect(session.getState().status, 'what is taken away again tells nothing').toBe('in');
});

test('who signed out in another tab, as somebody else, is out there only', () => {
  for (const value of [' maya', 'deleted maya', '']) told('lyceum.signed_out', value);
  expect(session.getState()).toMatchObject({ status: 'in', token: 'first' });
});

test('where somebody else signs in in another tab the page is theirs at once', () => {
  told('lyceum.signed_in', '2 nimal');
  expect(reload).not.toHaveBeenCalled();
  told('lyceum.signed_in', '3 maya');
  expect(reload).toHaveBeenCalledTimes(1);
  expect(answer).not.toHaveBeenCalled();
});

test('without an account nobody is asked to sign in again', async () => {
  answer.mockRejectedValue(new Problem('account_deleted', 401, ''));
  expect(await refresh()).toBeNull();
  expect(session.getState()).toMatchObject({ status: 'out', deleted: true, me: null, token: null });
  accept(signedIn('new'));
  expect(session.getState().deleted).toBe(false);
});

test.each([['account_deleted', 'out'], ['token_expired', 'expired']])('where the cookie is gone the token tells: %s', async (code, status) => {
  answer.mockRejectedValue(new Problem('unauthorized', 401, ''));
  vi.stubGlobal('fetch', async () => Response.json({ code }, { status: 401 }));
  void refresh();
  await vi.waitFor(() => expect(session.getState().status).toBe(status));
});

test.each([
  ['was never seen, the token still works', null, 200, true],
  ['was kept before', false, 200, false],
  ['was never seen, and the sign-in has ended', null, 401, null],
])('a cookie that %s tells whether this browser keeps it', async (_, before, status, after) => {
  session.setState({ cookieless: before });
  answer.mockRejectedValue(new Problem('unauthorized', 401, ''));
  vi.stubGlobal('fetch', async () => Response.json({ code: 'token_expired' }, { status }));
  void refresh();
  await vi.waitFor(() => expect(session.getState().status).toBe('expired'));
  expect(session.getState().cookieless).toBe(after);
  accept(signedIn('again'));
  answer.mockResolvedValue(signedIn('second'));
  await refresh();
  expect(session.getState().cookieless, 'what works shows that it does').toBe(false);
});

test('what is sent as the page goes away takes the token that there is, to its last second', async () => {
  accept({ ...signedIn('last'), expires_in: 20 });
  expect(await token(0)).toBe('last');
  expect(answer).not.toHaveBeenCalled();
  answer.mockResolvedValue(signedIn('second'));
  expect(await token()).toBe('second');
});

test('somebody else in another tab gets a page of their own, and no request of this one', async () => {
  answer.mockResolvedValue(signedIn('theirs', 'maya'));
  const token = vi.fn<(token: string | null) => void>();
  void refresh().then(token);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  expect(session.getState()).toMatchObject({ token: 'first', me: { id: 'nimal' } });
  expect(token).not.toHaveBeenCalled();
});
