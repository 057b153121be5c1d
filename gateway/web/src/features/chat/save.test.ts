import { client } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { problemOf } from '../../api/problem.ts';
import { saveEdit } from './save.ts';

/** A channel as the server keeps it, with one message, that was posted at 4. */
class Channel {
  head = 7;
  message: { position: number; version: number; text: string | null } = { position: 4, version: 4, text: 'At four' };
  readonly asked: string[] = [];
  /** What happens before the next edits arrive. */
  meanwhile: (() => void)[] = [];

  edit(text: string): void {
    this.head += 1;
    this.message = { position: 4, version: this.head, text };
  }

  readonly answer = async (request: Request): Promise<Response> => {
    this.asked.push(request.method);
    if (request.method === 'GET') return Response.json({ items: [this.message], next: null });
    this.meanwhile.shift()?.();
    if (this.message.text === null) return Response.json({ code: 'message_deleted' }, { status: 409 });
    if (request.headers.get('if-match') !== `"${this.message.version}"`) return Response.json({ code: 'etag_stale' }, { status: 412 });
    this.edit(((await request.json()) as { text: string }).text);
    return Response.json(this.message);
  };
}

const channel = (): Channel => {
  const channel = new Channel();
  client.setConfig({ baseUrl: 'http://test.test', throwOnError: true, fetch: (input, init) => channel.answer(new Request(input, init)) });
  return channel;
};
client.interceptors.error.use((error, response) => problemOf(error, response as Response | undefined));

const path = { id: 'c', position: 4 };
const shown = { text: 'At four', version: 4 };

test('what nobody changed is saved by one request', async () => {
  const one = channel();
  expect(await saveEdit(path, 'At five', shown)).toMatchObject({ now: { text: 'At five', version: 8 }, saved: true });
  expect(one.asked).toEqual(['PATCH']);
});

test('what arrives an instant behind another edit is not saved over it', async () => {
  const one = channel();
  one.meanwhile = [() => one.edit('At six')];
  expect(await saveEdit(path, 'At five', shown)).toMatchObject({ now: { text: 'At six', version: 8 }, saved: false });
  expect(one.message.text).toBe('At six');
  expect(await saveEdit(path, 'At five', one.message), 'chosen').toMatchObject({ now: { text: 'At five' }, saved: true });
});

test('what was deleted elsewhere is shown as that', async () => {
  const one = channel();
  one.message = { ...one.message, text: null };
  expect(await saveEdit(path, 'At five', shown)).toMatchObject({ now: { text: null }, saved: false });
});

test('the same written elsewhere is saved already', async () => {
  const one = channel();
  one.edit('At five');
  expect(await saveEdit(path, 'At five', shown)).toMatchObject({ now: { version: 8 }, saved: true });
  expect(one.message.version).toBe(8);
});

test('what was changed to and fro is saved, if not for ever', async () => {
  const one = channel();
  const toAndFro = (): void => ['At six', 'At four'].forEach((text) => one.edit(text));
  one.meanwhile = [toAndFro, toAndFro];
  expect(await saveEdit(path, 'At five', shown)).toMatchObject({ saved: true });
  const other = channel();
  other.meanwhile = [1, 2, 3].map(() => () => ['At six', 'At four'].forEach((text) => other.edit(text)));
  await expect(saveEdit(path, 'At five', shown)).rejects.toMatchObject({ code: 'etag_stale' });
});
