import { plural } from '@lingui/core/macro';
import { Field } from '../../ui/field.tsx';

/** The API's rule: this many characters, and hard to guess; whether it is, only the API says. */
export const PASSWORD_MIN = 10;

export function NewPassword({ label, name, autoFocus }: { label: string; name: string; autoFocus?: boolean }) {
  return (
    <Field
      label={label} name={name} type="password" autoComplete="new-password" required minLength={PASSWORD_MIN} autoFocus={autoFocus}
      hint={plural(PASSWORD_MIN, { one: 'At least # character, hard to guess. Some words together work well.', other: 'At least # characters, hard to guess. Some words together work well.' })}
    />
  );
}
