import { plural, t } from '@lingui/core/macro';

/** What of a field its fault depends on. */
export type Checked = { name: string; type: string; value: string; minLength?: number; maxLength?: number; validity: Pick<ValidityState, 'valid' | 'valueMissing' | 'typeMismatch' | 'tooShort' | 'tooLong' | 'rangeUnderflow' | 'rangeOverflow' | 'badInput'> };

/** The API wants a dot in the domain, which browsers do not. */
const EMAIL = /^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$/;

/** What is wrong with a field, in the console's words; browsers say it in their own language, and of the first field only. */
export function faultOf({ type, value, minLength = 0, maxLength = 0, validity }: Checked): string | null {
  // half a date has no value either
  if (validity.badInput && type === 'datetime-local') return t`Write the whole date and time.`;
  if (validity.valueMissing) return type === 'radio' ? t`Choose one.` : t`Fill this in.`;
  if (validity.typeMismatch || (type === 'email' && value !== '' && !EMAIL.test(value.trim()))) return t`Write an address like name@example.org.`;
  // a browser counts what was typed only, and not what a program or the page filled in
  if (validity.tooShort || (value !== '' && value.length < minLength)) return plural(minLength, { one: 'Write at least # character.', other: 'Write at least # characters.' });
  if (validity.tooLong) return plural(maxLength, { one: 'Write at most # character.', other: 'Write at most # characters.' });
  if (validity.rangeUnderflow) return t`That time has passed already. Choose a later one.`;
  if (validity.rangeOverflow) return t`That is too far ahead. Choose a time within the next 90 days.`;
  return validity.valid ? null : t`This is not right.`;
}

/** The faults of a form, by the names of its fields. */
export function faultsOf(fields: Iterable<Checked>): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const field of fields) {
    const fault = field.name ? faultOf(field) : null;
    if (fault) faults[field.name] ??= fault;
  }
  return faults;
}
