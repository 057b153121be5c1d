import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Fetches again what the key names. `invalidateQueries` alone takes a first fetch that is under way for the fresh one, though the server may
 * have answered it before the change; so that is waited for.
 */
export async function renew(queries: QueryClient, queryKey?: QueryKey): Promise<void> {
  const first = queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching', predicate: (query) => query.state.data === undefined });
  await Promise.allSettled(first.map((query) => query.promise));
  await queries.invalidateQueries({ queryKey });
}
