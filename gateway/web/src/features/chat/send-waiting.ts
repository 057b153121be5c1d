import type { QueryClient } from '@tanstack/react-query';
import { channelsWaiting } from '../../api/written.ts';
import { logKey, withMessage, type Log } from './log.ts';
import { Outbox, type Ways } from './outbox.ts';

/** What was written before the page was loaded goes without its chat being opened. */
export function sendWaiting(author: string, queries: QueryClient, ways?: Ways): void {
  for (const channel of channelsWaiting(author)) {
    new Outbox(channel, author, (message) => queries.setQueryData<Log>(logKey(channel), (now) => now && withMessage(now, message)), ways).resume();
  }
}
