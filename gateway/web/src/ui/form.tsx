import { createContext, useContext, useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { faultsOf, type Checked } from './faults.ts';
import css from './form.module.css';
import { Refusal } from './refusal.tsx';

type Faults = Record<string, string>;

const Errors = createContext<Faults>({});

export const useFieldError = (name: string): string | undefined => useContext(Errors)[name];

type Props = { onSubmit: (data: FormData) => void; error?: unknown; children: ReactNode; label?: string };

/** A form whose faults and refusals stand beside their fields, all of them at once, and what belongs to no field above the button. */
export function Form({ onSubmit, error, children, label }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [found, setFound] = useState<Faults | null>(null);
  // what is found here was pressed after the refusal, which is of an earlier press
  const told = found ?? error;
  const all = found ?? (error instanceof Problem ? error.fields : {});
  const [mended, setMended] = useState<{ of: unknown; names: string[] }>({ of: null, names: [] });
  const gone = mended.of === told ? mended.names : [];
  const faults = Object.fromEntries(Object.entries(all).filter(([name]) => !gone.includes(name)));
  useEffect(() => {
    if (told) focusFault(form.current);
  }, [told]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const faults = faultsOf(event.currentTarget.elements as unknown as Iterable<Checked>);
    const wrong = Object.keys(faults).length > 0;
    setFound(wrong ? faults : null);
    if (!wrong) onSubmit(new FormData(event.currentTarget));
  };
  /** What the server refused is another value now, which only it can judge. */
  const mend = ({ target, currentTarget }: FormEvent<HTMLFormElement>): void => {
    const { name } = target as unknown as Checked;
    if (name in faults && !faultsOf(currentTarget.elements as unknown as Iterable<Checked>)[name]) setMended({ of: told, names: [...gone, name] });
  };
  return (
    <form ref={form} className={css.form} onSubmit={submit} onChange={mend} aria-label={label} noValidate>
      <Errors value={faults}>{children}</Errors>
      {Boolean(error) && !found && <Refusal error={error} />}
    </form>
  );
}

function focusFault(form: HTMLElement | null): void {
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  // a group of buttons has the focus in one of them
  (wrong?.querySelector('input') ?? wrong)?.focus();
}

export const text = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();
