import { expect, test } from 'vitest';
import { faultsOf, type Checked } from './faults.ts';

const fine = { valid: true, valueMissing: false, typeMismatch: false, tooShort: false, tooLong: false, rangeUnderflow: false, rangeOverflow: false, badInput: false };
const field = (name: string, value: string, part: Partial<Checked> = {}): Checked => ({ name, type: 'text', value, validity: fine, ...part });
const wrong = (fault: Partial<typeof fine>): typeof fine => ({ ...fine, valid: false, ...fault });

test('every wrong field has its own fault', () => {
  const fields = [
    field('display_name', '', { validity: wrong({ valueMissing: true }) }),
    field('email', 'nobody', { type: 'email', validity: wrong({ typeMismatch: true }) }),
    field('password', 'short', { type: 'password', minLength: 10, validity: wrong({ tooShort: true }) }),
    field('bio', 'well'),
  ];
  expect(faultsOf(fields)).toEqual({
    display_name: 'Fill this in.', email: 'Write an address like name@example.org.', password: 'Write at least 10 characters.',
  });
});

test.each([
  ['an address that the browser takes and the API does not', field('email', 'ada@meet', { type: 'email' }), 'Write an address like name@example.org.'],
  ['a password that was filled in by a program', field('password', 'short', { minLength: 10 }), 'Write at least 10 characters.'],
  ['a rating without a star', field('stars', '1', { type: 'radio', validity: wrong({ valueMissing: true }) }), 'Choose one.'],
  ['a time that was', field('start', 'x', { validity: wrong({ rangeUnderflow: true }) }), 'That time has passed already. Choose a later one.'],
  ['half a date', field('start', '', { type: 'datetime-local', validity: wrong({ valueMissing: true, badInput: true }) }), 'Write the whole date and time.'],
  ['a time in a year of six digits', field('start', '275760-12-01T10:00', { validity: wrong({ rangeOverflow: true }) }), 'That is too far ahead. Choose a time within the next 90 days.'],
  ['what else a browser finds', field('start', 'x', { validity: wrong({}) }), 'This is not right.'],
])('%s is a fault', (_, checked, words) => {
  expect(faultsOf([checked])).toEqual({ [checked.name]: words });
});

test.each([
  ['an address', field('email', ' ada@meet.test ', { type: 'email' })], ['an empty field that may be', field('comment', '', { minLength: 2 })],
  ['a button', field('', '', { type: 'submit', validity: wrong({}) })],
])('%s is none', (_, checked) => {
  expect(faultsOf([checked])).toEqual({});
});
