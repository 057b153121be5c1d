/** Said when a connection was poor for so long, and taken back when it was better for so long: words that come and go say less than none. */
const SAID_AFTER_MS = 4000;
const GONE_AFTER_MS = 10_000;

/** `since` is when the grades began to contradict what is said. */
export type Weak = { said: boolean; since: number | null };

export const steady: Weak = { said: false, since: null };

export function heardOf(before: Weak, quality: number | null, now: number): Weak {
  const poor = quality !== null && quality <= 1;
  if (poor === before.said) return { said: before.said, since: null };
  const since = before.since ?? now;
  return now - since >= (before.said ? GONE_AFTER_MS : SAID_AFTER_MS) ? { said: poor, since: null } : { said: before.said, since };
}
