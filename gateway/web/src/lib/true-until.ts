/** A part of the page: when it was fetched, and when a later fetch of it failed, by the server's clock. */
export type Part = { fetched_at: number; failed_at: number | null };

/** Until when all of these are known to be true, where changes are not told of since `away`; null where nothing is known to be old. */
export function trueUntil(parts: Part[], away: number | null): number | null {
  const until = parts.flatMap(({ fetched_at, failed_at }) => {
    if (away === null) return failed_at === null ? [] : [fetched_at];
    // until then one was told of changes; what could not be fetched even before was old already
    return failed_at !== null && failed_at < away ? [fetched_at] : [Math.max(fetched_at, away)];
  });
  return until.length > 0 ? Math.min(...until) : null;
}
