/** The organization that somebody means who writes its name or pastes a link of it. */
export function slugOf(written: string): string {
  const link = /\/o\/([^/?#\s]+)/.exec(written);
  return (link?.[1] ?? written).trim().toLowerCase();
}
