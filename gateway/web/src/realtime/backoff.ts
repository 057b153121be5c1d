const FIRST_MS = 250;
const MAX_MS = 10_000;

/** The pause before try number `attempt` (0 is the first): doubling, with half of it left to chance, so that clients do not return as one. */
export function backoff(attempt: number, chance: number): number {
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * chance;
}
