import type { Message } from '@lyceum/sdk';
import { expect, test, vi } from 'vitest';
import { Problem } from '../../api/problem.ts';
import { Outbox, type Ways } from './outbox.ts';

type Body = Parameters<Ways['post']>[2];

/** A channel that takes messages as the server does: a key belongs to one body, a producer's numbers have no gap. */
class Server {
  readonly texts: string[] = [];
  /** What befalls the answers to come: lost after the commit, or the request before it. */
  readonly faults: ('answer lost' | 'request lost')[] = [];
  private readonly keys = new Map<string, string>();
  private readonly producers = new Map<string, number>();

  post = async (_: string, key: string, body: Body): Promise<Message> => {
    const fault = this.faults.shift();
    if (fault === 'request lost') throw new Problem('offline', 0, '');
    const known = this.keys.get(key);
    if (known !== undefined && known !== JSON.stringify(body)) throw new Problem('key_reused', 409, 'another body');
    if (known === undefined) this.commit(key, body);
    if (fault === 'answer lost') throw new Problem('offline', 0, '');
    return { text: body.text, client_id: body.client_id } as Message;
  };

  private commit(key: string, body: Body): void {
    const { id, sequence } = body.producer!;
    if (sequence !== (this.producers.get(id) ?? 0) + 1) throw new Problem('sequence_gap', 409, 'a gap');
    this.producers.set(id, sequence);
    this.keys.set(key, JSON.stringify(body));
    this.texts.push(body.text);
  }
}

function world() {
  const server = new Server();
  const kept = new Map<string, string>();
  let turn = Promise.resolve();
  const ways: Ways = {
    post: server.post,
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
    alone: (_, work) => (turn = turn.then(work)),
    pause: () => Promise.resolve(),
  };
  const tab = (author = 'sam'): Outbox => new Outbox('c', author, () => {}, ways);
  const quiet = (outbox: Outbox): Promise<void> =>
    vi.waitFor(() => expect(JSON.parse(kept.get('lyceum.outbox.sam.c') ?? '[]')).toEqual(outbox.snapshot().filter((one) => one.failed)), { interval: 1 });
  return { server, tab, quiet };
}

const LOST = ['answer lost', 'answer lost', 'answer lost', 'answer lost'] as const;

test('a message whose answers were lost is sent again after a reload, as the same one', async () => {
  const { server, tab, quiet } = world();
  server.faults.push(...LOST);
  const before = tab();
  before.send('one');
  await quiet(before);
  const after = tab();
  after.retry();
  after.send('two');
  await quiet(after);
  expect(after.snapshot()).toEqual([]);
  expect(server.texts).toEqual(['one', 'two']);
});

test('two tabs that find the same message send it once', async () => {
  const { server, tab, quiet } = world();
  server.faults.push(...LOST);
  const first = tab();
  first.send('one');
  await quiet(first);
  const second = tab();
  first.retry();
  second.retry();
  second.send('two');
  await quiet(second);
  first.send('three');
  await quiet(first);
  expect(server.texts).toEqual(['one', 'two', 'three']);
});

test('what the log shows is no longer on the way', async () => {
  const { server, tab, quiet } = world();
  server.faults.push(...LOST);
  const outbox = tab();
  outbox.send('one');
  await quiet(outbox);
  expect(outbox.snapshot()[0]?.failed).not.toBeNull();
  outbox.settle(new Set([outbox.snapshot()[0]!.client_id]));
  expect(outbox.snapshot()).toEqual([]);
});

test('a message that failed does not hold up the next one, and goes on Retry', async () => {
  const { server, tab, quiet } = world();
  server.faults.push('request lost', 'request lost', 'request lost', 'request lost');
  const outbox = tab();
  outbox.send('one');
  await quiet(outbox);
  outbox.send('two');
  await quiet(outbox);
  expect(server.texts).toEqual(['two']);
  outbox.retry();
  await quiet(outbox);
  expect(server.texts).toEqual(['two', 'one']);
});

test('what another tab threw away leaves no gap', async () => {
  const { server, tab, quiet } = world();
  const writer = tab();
  server.faults.push('request lost', 'request lost', 'request lost');
  writer.send('one');
  writer.send('two');
  // thrown away elsewhere while its retries run: number 1 is never used
  tab().drop(writer.snapshot()[0]!.client_id);
  await quiet(writer);
  expect(server.texts).toEqual(['two']);
});

test('what one person wrote is not sent by the next one in the same browser', async () => {
  const { server, tab, quiet } = world();
  server.faults.push(...LOST);
  const sam = tab();
  sam.send('one');
  await quiet(sam);
  expect(tab('mira').snapshot()).toEqual([]);
});
