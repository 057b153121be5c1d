import { cx } from '../lib/cx.ts';
import css from './button.module.css';

type Props = { label: string; accept: string; disabled?: boolean; onFile: (file: File) => void };

/** The platform's file field under a button's look: Tab, Space and a drop reach the field itself. */
export function FileButton({ label, accept, disabled, onFile }: Props) {
  return (
    <label className={cx(css.button, css.file)}>
      {label}
      <input
        type="file" accept={accept} aria-disabled={disabled || undefined} onClick={(event) => disabled && event.preventDefault()}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file && !disabled) onFile(file);
          event.target.value = '';
        }}
      />
    </label>
  );
}
