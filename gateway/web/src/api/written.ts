import { kept } from '../lib/kept.ts';

/** Where this device keeps what somebody wrote: not sent yet, and on its way. Somebody else may sign in to this browser. */
export const draftKey = (author: string, about: string): string => `lyceum.draft.${author}.${about}`;
/** With a dot and a name of its own behind it for each message. */
export const outboxKey = (author: string, channel: string): string => `lyceum.outbox.${author}.${channel}`;

const keysFrom = (prefix: string): string[] => kept.keys().filter((key) => key.startsWith(prefix));

/** The channels in which something of theirs is on its way. */
export const channelsWaiting = (author: string): string[] => [...new Set(keysFrom(outboxKey(author, '')).flatMap((key) => channelOf(author, key) ?? []))];

/** The channel of a message that is kept at `key`, if it is one of theirs. */
export function channelOf(author: string, key: string): string | null {
  const all = outboxKey(author, '');
  return key.startsWith(all) ? (key.slice(all.length).split('.')[0] ?? null) : null;
}

const BEFORE = ', before';

/** What was saved as they began to write about something. */
export const begunWith = (about: string): string => about + BEFORE;

const CHOSEN = /, (times|topic)$/;

/** What they chose for what they write about something. */
export const chosenWith = (about: string, what: 'times' | 'topic'): string => `${about}, ${what}`;

/** What they wrote about, or chose something for, and have not sent. */
export function draftsOf(author: string): string[] {
  const all = keysFrom(draftKey(author, '')).map((key) => key.slice(draftKey(author, '').length));
  return [...new Set(all.filter((about) => !about.endsWith(BEFORE)).map((about) => about.replace(CHOSEN, '')))];
}

const writtenBy = (author: string): string[] => [...keysFrom(draftKey(author, '')), ...keysFrom(outboxKey(author, ''))];

/** Forgets all of it. */
export function discardWritten(author: string): void {
  for (const key of writtenBy(author)) kept.removeItem(key);
}
