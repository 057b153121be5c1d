import type { CallState } from './state.ts';

/** What one stream has counted since it began: of pictures frames, of sound samples. */
export type Counts = { kind: 'audio' | 'video'; received: number; lost: number; frames: number; frozen_s: number; samples: number; concealed: number };

/** Graded as the server grades what people send: 1 poor, 2 fair, 3 good. `line` is what only a bad way here explains: a picture also stands still when its sender's computer does. */
export type Received = { seen: number; line: number };

/** Fewer packets than this say nothing: a screen where nothing moves, a person who is silent. */
const ENOUGH = 20;

/** The server's limits for loss, and shares of a time in which a picture that stands, or sound that is made up, is noticed. */
const LOST = [0.03, 0.1] as const;
const FROZEN = [0.1, 0.3] as const;
const CONCEALED = [0.05, 0.15] as const;

const grade = (share: number, [fair, poor]: readonly [number, number]): number => (share >= poor ? 1 : share >= fair ? 2 : 3);

/** How well a stream came through between two looks, `seconds` apart. */
export function received(before: Counts, now: Counts, seconds: number): Received | null {
  // packets that come late after all are taken back from the lost
  const since = (part: Exclude<keyof Counts, 'kind'>): number => Math.max(0, now[part] - before[part]);
  const packets = since('received') + since('lost');
  if (packets < ENOUGH) return null;
  const line = grade(since('lost') / packets, LOST);
  // a freeze is counted only when it has ended
  const frozen = since('frames') === 0 ? 1 : since('frozen_s') / seconds;
  const felt = now.kind === 'video' ? grade(frozen, FROZEN) : grade(since('concealed') / Math.max(1, since('samples')), CONCEALED);
  return { seen: Math.min(line, felt), line };
}

/** One's own connection: what the server says of it, and what is lost on the way here of streams that it says came to it better. */
export function ownQuality({ quality, received }: Pick<CallState, 'quality' | 'received'>, me: string): number | null {
  const here = Object.entries(received).filter(([stream, { line }]) => line < (quality[userOf(stream)] ?? 0)).map(([, { line }]) => line);
  return worst(quality[me], ...here);
}

/** The worst of the grades that are known. */
export const worst = (...grades: (number | null | undefined)[]): number | null => {
  const known = grades.filter((one) => one != null);
  return known.length > 0 ? Math.min(...known) : null;
};

export const streamOf = (user: string, source: string): string => `${user}:${source}`;
const userOf = (stream: string): string => stream.slice(0, stream.lastIndexOf(':'));
