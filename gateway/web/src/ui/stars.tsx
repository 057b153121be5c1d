import { plural, t } from '@lingui/core/macro';
import { useId } from 'react';
import { number } from '../lib/words.ts';
import fields from './field.module.css';
import { useFieldError } from './form.tsx';
import css from './stars.module.css';

export function Rating({ average, count }: { average?: number | null; count: number }) {
  if (!count || average == null) return <span className={css.muted}>{t`No ratings yet`}</span>;
  const mean = number(average, 1);
  const words = plural(count, { one: `Rated ${mean} of 5 by # student`, other: `Rated ${mean} of 5 by # students` });
  return <span className={css.rating} role="img" aria-label={words}><span aria-hidden>★</span> {mean} <small>({number(count)})</small></span>;
}

export const STARS = [1, 2, 3, 4, 5];

/** Five radio buttons that look like stars. */
export function StarField({ name }: { name: string }) {
  const error = useFieldError(name);
  const id = useId();
  return (
    <fieldset className={css.field} role="radiogroup" aria-invalid={error ? true : undefined} aria-describedby={error ? id : undefined}>
      <legend>{t`Rating`}</legend>
      <div className={css.stars}>
        {STARS.map((stars) => (
          <label key={stars} className={css.star}>
            <input type="radio" name={name} value={stars} required />
            <span className={css.words}>{plural(stars, { one: '# star', other: '# stars' })}</span>
            <span className={css.shape} aria-hidden />
          </label>
        ))}
      </div>
      {error && <p id={id} className={fields.error}>{error}</p>}
    </fieldset>
  );
}
