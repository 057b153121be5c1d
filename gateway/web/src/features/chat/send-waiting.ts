import type { QueryClient } from '@tanstack/react-query';
import { session } from '../../api/session.ts';
import { channelOf, channelsWaiting } from '../../api/written.ts';
import { logKey, withMessage, type Log } from './log.ts';
import { Outbox, type Ways } from './outbox.ts';

/** What was written before the page was loaded goes without its chat being opened. */
export function sendWaiting(author: string, queries: QueryClient, ways?: Ways): void {
  for (const channel of channelsWaiting(author)) void sendOf(author, channel, queries, ways);
}

/** In which another tab sends what was written there. */
const THEIRS_MS = 3000;

/** What was written in a tab that was closed before it went is sent by one of the others. */
export function sendForOthers(queries: QueryClient, ways?: Ways): void {
  const looking = new Set<string>();
  const look = async (author: string, channel: string): Promise<void> => {
    looking.add(channel);
    await new Promise((done) => setTimeout(done, THEIRS_MS));
    if (channelsWaiting(author).includes(channel)) await sendOf(author, channel, queries, ways);
    looking.delete(channel);
  };
  window.addEventListener('storage', ({ key }) => {
    const author = session.getState().me?.id;
    const channel = author && key && channelOf(author, key);
    if (channel && !looking.has(channel)) void look(author, channel);
  });
}

function sendOf(author: string, channel: string, queries: QueryClient, ways?: Ways): Promise<void> {
  return new Outbox(channel, author, (message) => queries.setQueryData<Log>(logKey(channel), (now) => now && withMessage(now, message)), ways).resume();
}
