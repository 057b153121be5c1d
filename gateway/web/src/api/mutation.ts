import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { Intent } from './intent.ts';
import { Problem } from './problem.ts';
import { renew } from './renew.ts';

type Keyed = { 'Idempotency-Key': string };
type Options<In, Out> = {
  run: (input: In, headers: Keyed) => Promise<Out>;
  /** What the write changes; refetched when it is done, and when it was too late for it. */
  changes?: QueryKey[];
  /** Shown before the server has said so; gives back what takes it back. */
  now?: (input: In) => () => void;
  done?: (output: Out, input: In) => void;
  /** Told also when the page that wrote is gone. */
  failed?: (error: unknown, input: In) => void;
};

/** What the page showed was not so any more. */
export const isOutdated = (error: unknown): boolean => error instanceof Problem && (error.status === 409 || error.status === 412);

/** A write: one key per intent, and afterwards what it changed is fetched again. */
export function useWrite<In, Out>({ run, changes = [], now, done, failed }: Options<In, Out>) {
  const queries = useQueryClient();
  const [intent] = useState(() => new Intent());
  const renewAll = (): void => changes.forEach((queryKey) => void renew(queries, queryKey));
  return useMutation({
    mutationFn: (input: In) => run(input, intent.headers(input)),
    onMutate: (input: In) => now?.(input),
    onSuccess: (output, input) => {
      intent.done();
      renewAll();
      done?.(output, input);
    },
    onError: (error, input, takeBack) => {
      takeBack?.();
      if (isOutdated(error)) renewAll();
      failed?.(error, input);
    },
  });
}
