import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Fetches again what the key names. `invalidateQueries` alone takes a first fetch that is under way for the fresh one, though the server may
 * have answered it before the change; so that is waited for. Where it failed, its page says so and when to try again: no other try comes before.
 */
export async function renew(queries: QueryClient, queryKey?: QueryKey): Promise<void> {
  const first = queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching', predicate: (query) => query.state.data === undefined });
  const settled = await Promise.allSettled(first.map((query) => query.promise));
  const failed = new Set(first.filter((_, index) => settled[index]?.status === 'rejected'));
  await queries.invalidateQueries({ queryKey, predicate: (query) => !failed.has(query) });
}
