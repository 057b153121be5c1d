import { client } from '@lyceum/sdk';
import { afterEach, expect, test } from 'vitest';
import { problemOf } from '../../api/problem.ts';
import { session } from '../../api/session.ts';
import { save } from './save.ts';

type Profile = { display_name: string; bio: string };

/** An account as the server keeps it: each change has a position, which is its tag. */
class Account {
  position = 7;
  profile: Profile = { display_name: 'Sara', bio: 'Rivers' };
  readonly changes: Partial<Profile>[] = [];
  /** What happens between reading and saving. */
  meanwhile: (() => void)[] = [];

  elsewhere(part: Partial<Profile>): void {
    this.profile = { ...this.profile, ...part };
    this.position += 1;
  }

  readonly answer = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') return this.shown();
    this.meanwhile.shift()?.();
    if (request.headers.get('if-match') !== `"${this.position}"`) return Response.json({ code: 'etag_stale' }, { status: 412 });
    const part = (await request.json()) as Partial<Profile>;
    this.changes.push(part);
    this.elsewhere(part);
    return this.shown();
  };

  private shown(): Response {
    return Response.json(this.profile, { headers: { etag: `"${this.position}"` } });
  }
}

const account = (): Account => {
  const account = new Account();
  client.setConfig({ baseUrl: 'http://test.test', throwOnError: true, fetch: (input, init) => account.answer(new Request(input, init)) });
  return account;
};
client.interceptors.error.use((error, response) => problemOf(error, response as Response | undefined));
afterEach(() => session.setState({ me: null }));

test('what was written is saved, and what was changed beside it stays', async () => {
  const one = account();
  one.elsewhere({ display_name: 'Sara Two' });
  expect(await save({ bio: 'Maps' }, { bio: 'Rivers' })).toMatchObject({ display_name: 'Sara Two', bio: 'Maps' });
  expect(one.changes).toEqual([{ bio: 'Maps' }]);
});

test('the same changed elsewhere is not saved over, and the page knows what stands there', async () => {
  const one = account();
  one.elsewhere({ bio: 'Lakes' });
  expect(await save({ bio: 'Maps' }, { bio: 'Rivers' })).toBeNull();
  expect([one.changes, session.getState().me]).toMatchObject([[], { bio: 'Lakes' }]);
  expect(await save({ bio: 'Maps' }, { bio: 'Lakes' }), 'chosen').toMatchObject({ bio: 'Maps' });
});

test('the same changed elsewhere to the same is no matter', async () => {
  const one = account();
  one.elsewhere({ bio: 'Maps' });
  expect(await save({ bio: 'Maps' }, { bio: 'Rivers' })).toMatchObject({ bio: 'Maps' });
});

test('a change that comes between is looked at again: another field is left, the same one is not saved over', async () => {
  const one = account();
  one.meanwhile = [() => one.elsewhere({ display_name: 'Sara Two' })];
  expect(await save({ bio: 'Maps' }, { bio: 'Rivers' })).toMatchObject({ display_name: 'Sara Two', bio: 'Maps' });
  one.meanwhile = [() => one.elsewhere({ bio: 'Lakes' })];
  expect(await save({ bio: 'Hills' }, { bio: 'Maps' })).toBeNull();
  expect(one.changes).toEqual([{ bio: 'Maps' }]);
});

test('an account that changes all the time is refused at last', async () => {
  const one = account();
  one.meanwhile = Array.from({ length: 3 }, () => () => one.elsewhere({ display_name: 'Sara Two' }));
  await expect(save({ bio: 'Maps' }, { bio: 'Rivers' })).rejects.toMatchObject({ code: 'etag_stale' });
});
