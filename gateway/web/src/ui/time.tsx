import { dayAndTime, span, withZone, zoneName } from '../lib/time.ts';

/** A moment in the viewer's zone, which it names: whoever reads the same page elsewhere sees another hour. `own` is a time that nobody else goes by. */
export function When({ at, own }: { at: string; own?: boolean }) {
  const date = new Date(at);
  return <time dateTime={at}>{own ? dayAndTime(date) : withZone(date)}</time>;
}

/** From one time to another, with the zone beside it. */
export function Between({ start, end }: { start: string; end: string }) {
  const from = new Date(start);
  return <span><time dateTime={start}>{span(from, new Date(end))}</time> <small>{zoneName(from)}</small></span>;
}
