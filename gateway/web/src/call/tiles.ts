import { streamOf, worst } from './quality.ts';
import type { CallState } from './state.ts';
import type { Source } from './signalling.ts';

/** One picture of the stage: somebody's camera (shown or not) or screen. */
export type Tile = { key: string; user_id: string; name: string; source: Source; mid: string | null; muted: boolean; speaking: boolean; quality: number | null };

/**
 * Screens first, then people in the order in which they came; the viewer's own tile is not among them. Who speaks and how well they are connected
 * is true while the server says it: without `live` nobody knows.
 */
export function tilesOf(state: CallState, me: string, live = true): Tile[] {
  const shown = Object.entries(state.slots);
  const find = (user: string, source: Source): string | null => shown.find(([, slot]) => slot?.user_id === user && slot.source === source)?.[0] ?? null;
  const others = state.participants.filter((p) => p.user_id !== me);
  /** A person's sound belongs to their face, not to their screen. */
  const heard = (user: string, source: Source): string[] => [streamOf(user, source), ...(source === 'camera' ? [streamOf(user, 'microphone')] : [])];
  const tile = (user_id: string, name: string, source: Source, mid: string | null, muted: boolean): Tile => ({
    key: streamOf(user_id, source), user_id, name, source, mid, muted, speaking: live && state.speakers.includes(user_id), quality: live ? worst(state.quality[user_id], ...heard(user_id, source).map((stream) => state.received[stream]?.seen)) : null,
  });
  const screens = others.filter((p) => p.sources.screen && !p.sources.screen.muted).map((p) => tile(p.user_id, p.display_name, 'screen', find(p.user_id, 'screen'), false));
  const people = others.map((p) => {
    const camera = p.sources.camera && !p.sources.camera.muted ? find(p.user_id, 'camera') : null;
    return tile(p.user_id, p.display_name, 'camera', camera, p.sources.microphone?.muted ?? true);
  });
  return [...screens, ...people];
}

export type Grid = { columns: number; rows: number; width: number; height: number };

/** The grid that shows `count` tiles of `ratio` largest in a stage of `width` × `height` px with `gap` px between. */
export function gridFor(count: number, width: number, height: number, { ratio = 16 / 9, gap = 8 } = {}): Grid {
  let best: Grid = { columns: 1, rows: Math.max(count, 1), width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(count, 1); columns++) {
    const rows = Math.ceil(Math.max(count, 1) / columns);
    const across = (width - gap * (columns - 1)) / columns;
    const down = (height - gap * (rows - 1)) / rows;
    const tile = Math.max(0, Math.min(across, down * ratio));
    if (tile > best.width) best = { columns, rows, width: Math.floor(tile), height: Math.floor(tile / ratio) };
  }
  return best;
}
