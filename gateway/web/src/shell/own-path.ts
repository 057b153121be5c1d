const HERE = 'https://here.invalid';
const DOOR = /^\/o(\/|$)/;

/** A path behind the sign-in as it was asked for, or nothing: never another site, however its address is written, and no door again. */
export function ownPath(asked: unknown): string | undefined {
  if (typeof asked !== 'string' || !asked.startsWith('/') || !URL.canParse(asked, HERE)) return undefined;
  // browsers drop tabs and line ends, take \ for / and fold dots: what they would make of it counts
  const { origin, pathname, search, hash } = new URL(asked, HERE);
  const path = pathname + search + hash;
  return origin === HERE && !path.startsWith('//') && !DOOR.test(pathname) ? path : undefined;
}
