import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

const RETRIES = 3;

const worthRetrying = (count: number, error: unknown): boolean => count < RETRIES && (!(error instanceof Problem) || error.passing);
/** A write was pressed by somebody who looks on: they are told of the pause at once, and press again. */
const worthWriting = (count: number, error: unknown): boolean => !(error instanceof Problem && error.status === 429) && worthRetrying(count, error);
const pause = (count: number, error: unknown): number =>
  (error instanceof Problem ? error.retry_after_ms : null) ?? Math.min(400 * 2 ** count, 5000);

/** What the socket covers is stale only when the socket says so; a minute bounds what it does not. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 60_000, retry: worthRetrying, retryDelay: pause, networkMode: 'always' },
    mutations: { retry: worthWriting, retryDelay: pause, networkMode: 'always' },
  },
});
