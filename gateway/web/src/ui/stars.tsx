import css from './stars.module.css';

export function Rating({ average, count }: { average?: number | null; count: number }) {
  if (!count || average == null) return <span className={css.muted}>No ratings yet</span>;
  const words = `Rated ${average.toFixed(1)} of 5 by ${count} ${count === 1 ? 'student' : 'students'}`;
  return <span className={css.rating} role="img" aria-label={words}><span aria-hidden>★</span> {average.toFixed(1)} <small>({count})</small></span>;
}

export const STARS = [1, 2, 3, 4, 5];

/** Five radio buttons that look like stars. */
export function StarField({ name }: { name: string }) {
  return (
    <fieldset className={css.field}>
      <legend>Rating</legend>
      <div className={css.stars}>
        {STARS.toReversed().map((stars) => (
          <label key={stars} className={css.star}>
            <input type="radio" name={name} value={stars} required />
            <span className={css.words}>{`${stars} ${stars === 1 ? 'star' : 'stars'}`}</span>
            <span aria-hidden>★</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
