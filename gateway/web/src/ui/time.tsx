import { dayAndTime, span, zoneName } from '../lib/time.ts';

/** A moment in the viewer's zone. */
export function When({ at }: { at: string }) {
  return <time dateTime={at}>{dayAndTime(new Date(at))}</time>;
}

/** From one time to another, with the zone beside it. */
export function Between({ start, end }: { start: string; end: string }) {
  return <span><time dateTime={start}>{span(new Date(start), new Date(end))}</time> <small>{zoneName()}</small></span>;
}
