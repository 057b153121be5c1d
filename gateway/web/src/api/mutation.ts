import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Intent } from './intent.ts';
import { Problem } from './problem.ts';
import { renew } from './renew.ts';
import { session } from './session.ts';

type Keyed = { 'Idempotency-Key': string };
type Options<In, Out> = {
  run: (input: In, headers: Keyed) => Promise<Out>;
  /** What the write changes; refetched when it is done, and when it was too late for it. */
  changes?: QueryKey[];
  /** Shown before the server has said so; gives back what takes it back. */
  now?: (input: In) => () => void;
  done?: (output: Out, input: In) => void;
  /** Told also when the page that wrote is gone; gives back whether it has said why. */
  failed?: (error: unknown, input: In) => boolean;
};

let sayUnseen: (error: unknown) => void = () => {};

/** How it is said why a write failed whose page is gone, and that says nothing for itself. */
export function onUnseen(say: (error: unknown) => void): void {
  sayUnseen = say;
}

/** What the page showed was not so any more. */
export const isOutdated = (error: unknown): boolean => error instanceof Problem && (error.status === 409 || error.status === 412);

/** A write: one key per intent, and afterwards what it changed is fetched again. */
export function useWrite<In, Out>({ run, changes = [], now, done, failed }: Options<In, Out>) {
  const queries = useQueryClient();
  const [intent] = useState(() => new Intent());
  const here = useRef(false);
  const author = useRef(session.getState().me?.id);
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  // of two presses before the first is drawn as busy
  const sending = useRef(new Set<string>());
  const renewAll = (): void => changes.forEach((queryKey) => void renew(queries, queryKey));
  const mutation = useMutation({
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
      const told = failed?.(error, input) ?? false;
      // to nobody, where somebody signed out, or somebody else in
      const { me, status } = session.getState();
      if (!told && !here.current && status !== 'out' && me?.id === author.current) sayUnseen(error);
    },
    onSettled: (_, __, input) => void sending.current.delete(nameOf(input)),
  });
  const mutate: typeof mutation.mutate = (...sent) => {
    const name = nameOf(sent[0]);
    if (sending.current.has(name)) return;
    sending.current.add(name);
    mutation.mutate(...sent);
  };
  return { ...mutation, mutate };
}

const nameOf = (input: unknown): string => JSON.stringify(input) ?? '';
