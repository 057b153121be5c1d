import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { Intent } from './intent.ts';
import { renew } from './renew.ts';

type Keyed = { 'Idempotency-Key': string };
type Options<In, Out> = {
  run: (input: In, headers: Keyed) => Promise<Out>;
  /** What the write changes; refetched when it is done. */
  changes?: QueryKey[];
  /** Shown before the server has said so; gives back what takes it back. */
  now?: (input: In) => () => void;
  done?: (output: Out, input: In) => void;
  /** Told also when the page that wrote is gone. */
  failed?: (error: unknown, input: In) => void;
};

/** A write: one key per intent, and afterwards what it changed is fetched again. */
export function useWrite<In, Out>({ run, changes = [], now, done, failed }: Options<In, Out>) {
  const queries = useQueryClient();
  const [intent] = useState(() => new Intent());
  return useMutation({
    mutationFn: (input: In) => run(input, intent.headers(input)),
    onMutate: (input: In) => now?.(input),
    onSuccess: (output, input) => {
      intent.done();
      for (const queryKey of changes) void renew(queries, queryKey);
      done?.(output, input);
    },
    onError: (error, input, takeBack) => {
      takeBack?.();
      failed?.(error, input);
    },
  });
}
