import { QueryClient } from '@tanstack/react-query';
import type { Message } from '@lyceum/sdk';
import { afterEach, expect, test, vi } from 'vitest';
import { outboxKey } from '../../api/written.ts';
import { logKey, type Log } from './log.ts';
import type { Outgoing, Ways } from './outbox.ts';
import { sendWaiting } from './send-waiting.ts';

afterEach(() => vi.unstubAllGlobals());

const written = (text: string, failed: string | null = null): Outgoing => ({ client_id: text, text, sent_at: '2026-03-02T10:00:00Z', failed });

/** A browser that somebody closed with messages on their way. */
function left(lists: Record<string, Outgoing[]>) {
  const kept = new Map(Object.entries(lists).map(([key, list]) => [key, JSON.stringify(list)]));
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key),
    key: (index: number) => [...kept.keys()][index] ?? null, get length() { return kept.size; },
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
  await vi.waitFor(() => expect([...kept.keys()]).toEqual([outboxKey('nimal', 'maths')]), { interval: 1 });
  expect(sent.toSorted()).toEqual(['maths: one', 'maths: two', 'physics: three']);
  expect(queries.getQueryData<Log>(logKey('maths'))?.messages).not.toEqual([]);
});

test('what was refused waits for the person', async () => {
  const { sent, kept, ways } = left({ [outboxKey('sam', 'maths')]: [written('no', 'Your account may not do this.'), written('yes')] });
  sendWaiting('sam', new QueryClient(), ways);
  await vi.waitFor(() => expect(JSON.parse(kept.get(outboxKey('sam', 'maths'))!)).toHaveLength(1), { interval: 1 });
  expect(sent).toEqual(['maths: yes']);
});
