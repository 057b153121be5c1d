import { QueryClient } from '@tanstack/react-query';
import type { Me, Message } from '@lyceum/sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { outboxKey } from '../../api/written.ts';
import { logKey, type Log } from './log.ts';
import type { Outgoing, Ways } from './outbox.ts';
import { session } from '../../api/session.ts';
import { sendForOthers, sendWaiting } from './send-waiting.ts';

afterEach(() => vi.unstubAllGlobals());

const written = (text: string, failed: string | null = null): Outgoing => ({ client_id: text, text, sent_at: '2026-03-02T10:00:00Z', failed });

/** A browser that somebody closed with messages on their way. */
function left(lists: Record<string, Outgoing[]>) {
  const kept = new Map(Object.entries(lists).flatMap(([key, list]) => list.map((one) => [`${key}.${one.client_id}`, JSON.stringify(one)])));
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null, get length() { return kept.size; }, keys: () => [...kept.keys()],
  };
  vi.stubGlobal('localStorage', storage);
  const sent: string[] = [];
  const ways: Ways = {
    post: async (channel, _key, { text, client_id }) => (sent.push(`${channel}: ${text}`), { text, client_id, position: 8 } as Message),
    storage, alone: (_, work) => work(), pause: () => Promise.resolve(), here: (author) => author === 'sam',
  };
  return { sent, kept, ways };
}

test('what was on its way when the page was closed goes though its chat is not opened, and nobody else’s', async () => {
  const { sent, kept, ways } = left({
    [outboxKey('sam', 'maths')]: [written('one'), written('two')], [outboxKey('sam', 'physics')]: [written('three')], [outboxKey('nimal', 'maths')]: [written('not mine')],
  });
  const queries = new QueryClient();
  queries.setQueryData<Log>(logKey('maths'), { messages: [], earlier: null, head: 7 });
  sendWaiting('sam', queries, ways);
  await vi.waitFor(() => expect([...kept.keys()]).toEqual([`${outboxKey('nimal', 'maths')}.not mine`]), { interval: 1 });
  expect(sent.toSorted()).toEqual(['maths: one', 'maths: two', 'physics: three']);
  expect(queries.getQueryData<Log>(logKey('maths'))?.messages).not.toEqual([]);
});

test('what was refused waits for the person', async () => {
  const { sent, kept, ways } = left({ [outboxKey('sam', 'maths')]: [written('no', 'Your account may not do this.'), written('yes')] });
  sendWaiting('sam', new QueryClient(), ways);
  await vi.waitFor(() => expect([...kept.keys()]).toEqual([`${outboxKey('sam', 'maths')}.no`]), { interval: 1 });
  expect(sent).toEqual(['maths: yes']);
});

test('what a tab that was closed has left is sent by another, when there was time for it to go', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  session.setState({ me: { id: 'sam' } as Me });
  const { sent, kept, ways } = left({});
  const stored = (key: string): boolean => window.dispatchEvent(Object.assign(new Event('storage'), { key }));
  sendForOthers(new QueryClient(), ways);
  for (const text of ['gone', 'left']) {
    const key = `${outboxKey('sam', 'maths')}.${text}`;
    kept.set(key, JSON.stringify(written(text)));
    stored(key);
  }
  kept.delete(`${outboxKey('sam', 'maths')}.gone`);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([sent, kept.size]).toEqual([['maths: left'], 0]);
  vi.useRealTimers();
});
