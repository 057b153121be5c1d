import type { Log } from './log.ts';

/** What the server said of a conversation when somebody opened it, or what was there when they looked away: what comes while one looks on is not unread. */
export type Found = { read: number; head: number; /** Messages of others, as far as the server counts. */ unread: number };

export type Unread = {
  /** The first of them, once it is loaded: until then its place is not known. */
  from: number | undefined;
  /** There are at least so many. */
  count: number;
  /** Their place is known, and their number. */
  placed: boolean;
};

const NONE: Unread = { from: undefined, count: 0, placed: true };

/** As far back as the server counts. */
const COUNTED = 100;

/** What is found on coming back to a conversation where `before` was found, and all up to `left` was seen; null where nobody else wrote since. */
export function onReturn(log: Log, before: Found, left: number, me: string): Found | null {
  if (!log.messages.some(({ position, author }) => position > left && author.id !== me)) return null;
  return { read: left, head: log.head, unread: left === before.read ? before.unread : 0 };
}

/** The messages that were new to `me`, of those that are loaded and of those above them. */
export function unreadIn(log: Log | undefined, found: Found | null, me: string): Unread {
  if (!log || !found) return NONE;
  const fresh = log.messages.filter(({ position, author }) => position > found.read && position <= found.head && author.id !== me);
  const count = fresh.filter(({ deleted }) => !deleted).length;
  const placed = reaches(log, found.read);
  // it says a hundred also of more
  return placed ? { from: fresh[0]?.position, count, placed } : { from: undefined, count: Math.max(count, Math.min(found.unread, COUNTED - 1)), placed };
}

/** Whether all behind that position is loaded. */
export const reaches = ({ messages, earlier }: Log, position: number): boolean => earlier === null || (messages[0]?.position ?? 0) <= position;
