/** Where this device keeps what somebody wrote in a conversation: not sent yet, and on its way. Somebody else may sign in to this browser. */
export const draftKey = (author: string, channel: string): string => `lyceum.draft.${author}.${channel}`;
export const outboxKey = (author: string, channel: string): string => `lyceum.outbox.${author}.${channel}`;

/** Forgets all of it. */
export function discardWritten(author: string): void {
  const own = [draftKey(author, ''), outboxKey(author, '')];
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
  for (const key of keys) if (own.some((prefix) => key.startsWith(prefix))) localStorage.removeItem(key);
}
