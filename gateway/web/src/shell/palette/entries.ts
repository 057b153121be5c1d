import type { IconName } from '../../ui/icon.tsx';

/** One thing that can be found: what it says, what else it is found by, and what it does. */
export type Entry = { id: string; label: string; detail?: string; words?: string; icon: IconName; run: () => void };

/** Entries of one kind. What the server has sought already is not sifted again: it knows other spellings. */
export type Group = { label: string; entries: Entry[]; sought?: boolean };

const MOST = 6;

/** Without case and accents; the vowel signs of Sinhala and Tamil are letters, and stay. */
export const plain = (text: string): string => text.normalize('NFD').replaceAll(/[\u0300-\u036F]/g, '').toLocaleLowerCase().trim();

/** How well an entry fits, 0 best; null when it does not. Every word that was typed has to be in it. */
export function fit(entry: Entry, text: string): number | null {
  const sought = plain(text).split(/\s+/).filter(Boolean);
  const label = plain(entry.label);
  const all = `${label} ${plain(entry.detail ?? '')} ${plain(entry.words ?? '')}`;
  if (!sought.every((word) => all.includes(word))) return null;
  if (label.startsWith(sought.join(' '))) return 0;
  const begins = all.split(/[^\p{L}\p{M}\p{N}]+/u);
  return sought.every((word) => begins.some((one) => one.startsWith(word))) ? 1 : 2;
}

/** What fits, in its groups, the best of each group first. */
export function matching(groups: Group[], text: string): Group[] {
  return groups
    .map((group) => {
      if (group.sought) return { ...group, entries: group.entries.slice(0, MOST) };
      const fits = group.entries.flatMap((entry) => {
        const rank = fit(entry, text);
        return rank === null ? [] : [{ entry, rank }];
      });
      return { ...group, entries: fits.toSorted((a, b) => a.rank - b.rank).map(({ entry }) => entry).slice(0, text.trim() ? MOST : undefined) };
    })
    .filter(({ entries }) => entries.length > 0);
}

/** The next one in a ring of `count`, from none (-1) too. */
export function step(now: number, by: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (now < 0) return by === 1 ? 0 : count - 1;
  return (now + by + count) % count;
}
