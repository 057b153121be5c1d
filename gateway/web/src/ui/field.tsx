import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import { cx } from '../lib/cx.ts';
import css from './field.module.css';
import { useFieldError } from './form.tsx';

type Around = { label: string; hint?: ReactNode; name: string };

export function Field({ label, hint, className, ...input }: Around & Omit<InputHTMLAttributes<HTMLInputElement>, 'name'>) {
  const { id, described, error } = useParts(input.name, hint);
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <input dir="auto" {...input} id={id} className={css.input} aria-describedby={described} aria-invalid={error ? true : undefined} />
    </Frame>
  );
}

export function TextArea({ label, hint, className, ...input }: Around & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'name'>) {
  const { id, described, error } = useParts(input.name, hint);
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <textarea rows={4} dir="auto" {...input} id={id} className={cx(css.input, css.area)} aria-describedby={described} aria-invalid={error ? true : undefined} />
    </Frame>
  );
}

export function Select({ label, hint, className, ...input }: Around & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'name'>) {
  const { id, described, error } = useParts(input.name, hint);
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <select {...input} id={id} className={css.input} aria-describedby={described} aria-invalid={error ? true : undefined} />
    </Frame>
  );
}

/** Yes or no; its words are pressed too. */
export function Check({ label, ...input }: { label: string; name: string } & Omit<InputHTMLAttributes<HTMLInputElement>, 'name' | 'type'>) {
  return <label className={css.check}><input {...input} type="checkbox" />{label}</label>;
}

type FrameProps = { id: string; label: string; hint: ReactNode; error: string | undefined; className: string | undefined; children: ReactNode };

function Frame({ id, label, hint, error, className, children }: FrameProps) {
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={id} className={css.label}>{label}</label>
      {children}
      {hint && <p id={`${id}-hint`} className={css.hint}>{hint}</p>}
      {error && <p id={`${id}-error`} className={css.error}>{error}</p>}
    </div>
  );
}

function useParts(name: string, hint: ReactNode) {
  const id = useId();
  const error = useFieldError(name);
  const described = cx(hint ? `${id}-hint` : '', error ? `${id}-error` : '') || undefined;
  return { id, described, error };
}
