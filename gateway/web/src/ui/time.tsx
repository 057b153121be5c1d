import { Trans } from '@lingui/react/macro';
import { dayAndTime, livesElsewhere, span, withZone, zoneName } from '../lib/time.ts';
import css from './time.module.css';

/** A moment in the viewer's zone, which it names: whoever reads the same page elsewhere sees another hour. `own` is a time that nobody else goes by. */
export function When({ at, own }: { at: string; own?: boolean }) {
  const date = new Date(at);
  return <time className={css.part} dateTime={at}>{own ? dayAndTime(date) : withZone(date)}</time>;
}

export type Other = { display_name: string; zone?: string | null };

/** From one time to another, with the zone beside it; and the same as the other person's clock shows it, where that is another. */
export function Between({ start, end, other }: { start: string; end: string; other?: Other }) {
  const [from, to] = [new Date(start), new Date(end)];
  const { zone, display_name: name } = other ?? {};
  const theirs = zone && livesElsewhere(from, zone) ? `${span(from, to, zone)} ${zoneName(to, zone)}` : null;
  return (
    <span className={css.between}>
      <span className={css.part}><time dateTime={start}>{span(from, to)}</time> <small>{zoneName(to)}{theirs && <span className={css.dot}>{'\u00a0·'}</span>}</small></span>
      {theirs && <small><span className={css.gap}> </span><Trans><span className={css.part}>{theirs}</span> for {name}</Trans></small>}
    </span>
  );
}
