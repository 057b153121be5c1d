import type { Message } from '@lyceum/sdk';
import { expect, test, vi } from 'vitest';
import { Problem } from '../../api/problem.ts';
import { Outbox, type Ways } from './outbox.ts';

type Body = Parameters<Ways['post']>[2];

/** A channel that takes messages as the server does: a key belongs to one body, a producer's numbers have no gap. */
class Server {
  readonly texts: string[] = [];
  /** What befalls the answers to come: lost after the commit, or the request before it. */
  readonly faults: ('answer lost' | 'request lost' | 'refused' | 'full' | 'limited' | 'not known' | 'broken')[] = [];
  /** Killed: nobody answers, until it is back. */
  down = false;
  tries = 0;
  private readonly keys = new Map<string, string>();
  private readonly producers = new Map<string, number>();

  post = async (_: string, key: string, body: Body): Promise<Message> => {
    this.tries += 1;
    const fault = this.faults.shift();
    if (fault === 'full') throw new Problem('unavailable', 503, 'below its reserve', {}, 1000);
    if (fault === 'limited') throw new Problem('rate_limited', 429, 'too many', {}, 9000);
    if (fault === 'not known') throw new Problem('outcome_unknown', 503, 'it may have been done');
    if (fault === 'broken') throw new Problem('internal', 500, 'a fault');
    if (fault === 'refused') throw new Problem('forbidden', 403, 'no');
    if (this.down || fault === 'request lost') throw new Problem('offline', 0, '');
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

const storageOf = (kept: Map<string, string>): Ways['storage'] => ({
  getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key), keys: () => [...kept.keys()],
});

function world() {
  const server = new Server();
  const kept = new Map<string, string>();
  let turn = Promise.resolve();
  const ways: Ways = {
    post: server.post,
    storage: storageOf(kept),
    alone: (_, work) => (turn = turn.then(work)),
    pause: () => new Promise((resolve) => setTimeout(resolve)),
    here: (author) => author === people.here,
  };
  const people = { here: 'sam' };
  const tab = (author = 'sam', other: Partial<Ways> = {}): Outbox => new Outbox('c', author, () => {}, { ...ways, ...other });
  /** A page that is closed after its first try: it neither goes on nor holds anything. */
  const closing = (): Outbox => tab('sam', { pause: () => new Promise(() => {}), alone: (_, work) => work() });
  const quiet = (outbox: Outbox): Promise<void> =>
    vi.waitFor(() => expect([...kept.values()].map((one) => JSON.parse(one) as unknown)).toEqual(outbox.snapshot().filter((one) => one.failed)), { interval: 1 });
  return { server, people, tab, closing, quiet };
}

const tried = (server: Server, times: number): Promise<void> => vi.waitFor(() => expect(server.tries).toBeGreaterThanOrEqual(times), { interval: 1 });

test('what is written while the server is down arrives in the order in which it was written, however long that is', async () => {
  const { server, tab, quiet } = world();
  let [over, longest] = [(): void => {}, 0];
  const outbox = tab('sam', { pause: (ms) => new Promise((resolve) => { if (server.tries < 20) setTimeout(resolve); else over = resolve; longest = Math.max(longest, ms); }) });
  server.down = true;
  for (const text of ['one', 'two', 'three']) outbox.send(text);
  await tried(server, 20);
  expect(outbox.snapshot().map(({ text, failed }) => [text, failed])).toEqual([['one', null], ['two', null], ['three', null]]);
  server.down = false;
  // the socket opens again before the pause is over
  outbox.retry();
  await quiet(outbox);
  over();
  expect(longest).toBeLessThanOrEqual(4000);
  expect(server.texts).toEqual(['one', 'two', 'three']);
});

test('what waits for the server is not sent once somebody else is signed in here', async () => {
  const { server, people, tab, quiet } = world();
  const sam = tab();
  server.down = true;
  sam.send('one');
  await tried(server, 5);
  people.here = 'mira';
  server.down = false;
  const mira = tab('mira');
  mira.send('hers');
  await vi.waitFor(() => expect(server.texts).toEqual(['hers']), { interval: 1 });
  people.here = 'sam';
  sam.retry();
  await quiet(sam);
  expect(server.texts).toEqual(['hers', 'one']);
});

test('a message whose answer was lost is sent again after a reload, as the same one', async () => {
  const { server, tab, closing, quiet } = world();
  server.faults.push('answer lost');
  closing().send('one');
  await tried(server, 1);
  const after = tab();
  after.retry();
  after.send('two');
  await quiet(after);
  expect(after.snapshot()).toEqual([]);
  expect(server.texts).toEqual(['one', 'two']);
});

test('two tabs that find the same message send it once', async () => {
  const { server, tab, closing, quiet } = world();
  server.faults.push('answer lost');
  closing().send('one');
  await tried(server, 1);
  const [first, second] = [tab(), tab()];
  first.retry();
  second.retry();
  second.send('two');
  await quiet(second);
  first.send('three');
  await quiet(first);
  expect(server.texts).toEqual(['one', 'two', 'three']);
});

test('what the log shows is no longer on the way', async () => {
  const { server, closing } = world();
  server.faults.push('answer lost');
  const outbox = closing();
  outbox.send('one');
  await tried(server, 1);
  expect(outbox.snapshot()).toHaveLength(1);
  outbox.settle(new Set([outbox.snapshot()[0]!.client_id]));
  expect(outbox.snapshot()).toEqual([]);
});

test('a message that was refused does not hold up the next one, and goes on Retry', async () => {
  const { server, tab, quiet } = world();
  server.faults.push('refused');
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

test('that the server takes nothing just now is told from its first word, and is over with the next one that says something else', async () => {
  const { server, tab, quiet } = world();
  const told: boolean[] = [];
  const outbox = tab('sam', { pause: (ms) => new Promise((resolve) => { told.push(Boolean(outbox.snapshot()[0]?.held)); expect(ms).toBeGreaterThan(0); setTimeout(resolve); }) });
  server.faults.push('full', 'request lost', ...Array.from({ length: 20 }, () => 'full' as const));
  outbox.send('one');
  outbox.send('two');
  await quiet(outbox);
  expect(told).toEqual([true, false, ...Array.from({ length: 20 }, () => true)]);
  expect(server.texts).toEqual(['one', 'two']);
});

test('that tries have no answer at all is told after some of them, and from the first again once the connection is back', async () => {
  const { server, tab, quiet } = world();
  const told: boolean[] = [];
  let waited = 0;
  const outbox = tab('sam', { pause: (ms) => new Promise((resolve) => {
    told.push(Boolean(outbox.snapshot()[0]?.held));
    if (told.length <= 4) waited += ms;
    if (told.length === 6) outbox.retry();
    if (told.length === 8) server.down = false;
    setTimeout(resolve);
  }) });
  server.down = true;
  outbox.send('one');
  await quiet(outbox);
  expect(told).toEqual([false, false, false, false, true, true, false, false]);
  expect(waited, 'before it is told').toBe(10_000);
  expect(server.texts).toEqual(['one']);
});

test('what has no answer can be given up, and the next one goes', async () => {
  const { server, tab, quiet } = world();
  const outbox = tab();
  server.down = true;
  outbox.send('one');
  outbox.send('two');
  await vi.waitFor(() => expect(outbox.snapshot()[0]).toMatchObject({ held: { code: 'offline', until: null }, unsure: true }), { interval: 1 });
  outbox.drop(outbox.snapshot()[0]!.client_id);
  server.down = false;
  await quiet(outbox);
  expect(server.texts).toEqual(['two']);
});

test('what the server takes nothing of just now can be thrown away, and the next one goes', async () => {
  const { server, tab, quiet } = world();
  let over = (): void => {};
  const outbox = tab('sam', { pause: () => new Promise((resolve) => (over = resolve)) });
  server.faults.push('full');
  outbox.send('one');
  await vi.waitFor(() => expect(outbox.snapshot()[0]?.held).toBeTruthy(), { interval: 1 });
  outbox.drop(outbox.snapshot()[0]!.client_id);
  over();
  outbox.send('two');
  await quiet(outbox);
  expect(server.texts).toEqual(['two']);
});

test('why the server did not take it is told as it says, until when, and that it may have arrived as long as nobody knows', async () => {
  const { server, tab, quiet } = world();
  const told: unknown[] = [];
  const begun = Date.now();
  const outbox = tab('sam', { pause: () => new Promise((resolve) => {
    const { held, unsure = false } = outbox.snapshot()[0]!;
    told.push([held?.code, (held?.until ?? 0) >= begun + 9000, unsure]);
    setTimeout(resolve);
  }) });
  server.faults.push('full', 'limited', 'not known', 'full', 'refused');
  outbox.send('one');
  await quiet(outbox);
  expect(told).toEqual([['unavailable', false, false], ['rate_limited', true, false], ['outcome_unknown', false, true], ['unavailable', false, true]]);
  expect(outbox.snapshot(), 'a refusal is an answer').toMatchObject([{ unsure: false }]);
});

test('what may have arrived is told so also after an answer that was lost', async () => {
  const { server, tab } = world();
  const outbox = tab('sam', { pause: () => new Promise(() => {}) });
  server.faults.push('answer lost');
  outbox.send('one');
  await vi.waitFor(() => expect(outbox.snapshot()).toMatchObject([{ unsure: true, held: null }]), { interval: 1 });
});

test('a fault of the server, told at last, says nothing of whether it arrived', async () => {
  const { server, tab, quiet } = world();
  const outbox = tab();
  server.faults.push('broken', 'broken', 'broken', 'broken');
  outbox.send('one');
  await quiet(outbox);
  expect(outbox.snapshot()).toMatchObject([{ failed: 'Something went wrong on the server. Try again in a moment.', unsure: true }]);
  outbox.retry();
  await quiet(outbox);
  expect([server.texts, outbox.snapshot()]).toEqual([['one'], []]);
});

test('what is thrown away takes its pause with it', async () => {
  const { server, tab, quiet } = world();
  const outbox = tab('sam', { pause: () => new Promise(() => {}) });
  server.faults.push('limited');
  outbox.send('one');
  outbox.send('two');
  await vi.waitFor(() => expect(outbox.snapshot()[0]?.held).toBeTruthy(), { interval: 1 });
  outbox.drop(outbox.snapshot()[0]!.client_id);
  await quiet(outbox);
  expect(server.texts).toEqual(['two']);
});

test('what is thrown away while it is tried pauses for nobody', async () => {
  const { server, tab, quiet } = world();
  let answer = (): void => {};
  const first = new Promise<void>((resolve) => (answer = resolve));
  const post: Ways['post'] = async (...sent) => {
    const asked = server.post(...sent);
    asked.catch(() => {});
    if (server.tries === 1) await first;
    return asked;
  };
  const outbox = tab('sam', { post, pause: () => new Promise(() => {}) });
  server.faults.push('limited');
  outbox.send('one');
  outbox.send('two');
  await tried(server, 1);
  outbox.drop(outbox.snapshot()[0]!.client_id);
  answer();
  await quiet(outbox);
  expect(server.texts).toEqual(['two']);
});

test('what is refused for good no longer waits for the server', async () => {
  const { server, tab, quiet } = world();
  const outbox = tab();
  server.faults.push('full', 'refused');
  outbox.send('one');
  await quiet(outbox);
  expect(outbox.snapshot()).toMatchObject([{ failed: 'Your account may not do this.', held: null }]);
});

test('a page shows what another list of the same conversation, in the same tab, found out', async () => {
  const { server, tab } = world();
  const [shown, working] = [tab(), tab()];
  let told = 0;
  const stop = shown.subscribe(() => (told += 1));
  server.faults.push('refused');
  working.send('no');
  await vi.waitFor(() => expect(shown.snapshot()[0]?.failed).toBeTruthy(), { interval: 1 });
  stop();
  const before = told;
  working.retry();
  await vi.waitFor(() => expect(working.snapshot()).toEqual([]), { interval: 1 });
  expect(told, 'a page that is gone is not told').toBe(before);
});

test('tabs that write at the same moment, and hear of each other a little later, lose nothing and send nothing twice', async () => {
  const { server, tab } = world();
  const views = [new Map<string, string>(), new Map<string, string>()] as const;
  const lagging = (own: Map<string, string>, other: Map<string, string>): Ways['storage'] => ({
    ...storageOf(own),
    setItem: (key, value) => (own.set(key, value), void setTimeout(() => other.set(key, value), 2)),
    removeItem: (key) => (own.delete(key), void setTimeout(() => other.delete(key), 2)),
  });
  const [one, two] = [tab('sam', { storage: lagging(views[0], views[1]) }), tab('sam', { storage: lagging(views[1], views[0]) })];
  const written: string[] = [];
  for (let n = 0; n < 20; n++) {
    for (const [name, outbox] of [['one', one], ['two', two]] as const) {
      outbox.send(`${name} ${n}`);
      written.push(`${name} ${n}`);
    }
    await new Promise((done) => setTimeout(done, n % 3));
  }
  await vi.waitFor(() => expect(views.map((view) => view.size)).toEqual([0, 0]), { interval: 1 });
  expect(server.texts.toSorted()).toEqual(written.toSorted());
  for (const name of ['one', 'two']) expect(server.texts.filter((text) => text.startsWith(name))).toEqual(written.filter((text) => text.startsWith(name)));
});

test('what is damaged in its place holds nothing up', async () => {
  const { server, tab } = world();
  const kept = new Map([['lyceum.outbox.sam.c.a', '{'], ['lyceum.outbox.sam.c.b', '{}'], ['lyceum.outbox.sam.c.c', '[]'], ['lyceum.outbox.sam.c.d', '"x"']]);
  const outbox = tab('sam', { storage: storageOf(kept) });
  outbox.send('one');
  await vi.waitFor(() => expect(outbox.snapshot()).toEqual([]), { interval: 1 });
  expect(server.texts).toEqual(['one']);
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
  const { server, tab, closing } = world();
  server.faults.push('request lost');
  const sam = closing();
  sam.send('one');
  await tried(server, 1);
  expect(sam.snapshot()).toHaveLength(1);
  expect(tab('mira').snapshot()).toEqual([]);
});
