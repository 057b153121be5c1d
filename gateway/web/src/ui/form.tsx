import { createContext, useContext, useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { explain } from '../api/words.ts';
import { Again } from './again.tsx';
import css from './form.module.css';
import { Notice } from './notice.tsx';

const Errors = createContext<Record<string, string>>({});

export const useFieldError = (name: string): string | undefined => useContext(Errors)[name];

type Props = { onSubmit: (data: FormData) => void; error?: unknown; children: ReactNode; label?: string };

/** A form whose refusals stand beside their fields, and what belongs to no field above the button. */
export function Form({ onSubmit, error, children, label }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const fields = error instanceof Problem ? error.fields : {};
  const names = Object.keys(fields).join(' ');
  useEffect(() => {
    if (names) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [names]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <form ref={form} className={css.form} onSubmit={submit} aria-label={label}>
      <Errors value={fields}>{children}</Errors>
      {Boolean(error) && <Notice tone="bad">{explain(error)}<Again error={error} /></Notice>}
    </form>
  );
}

export const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();
