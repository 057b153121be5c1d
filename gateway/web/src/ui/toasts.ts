import { createStore } from 'zustand/vanilla';
import { heldUntil } from '../api/problem.ts';
import { explain } from '../api/words.ts';
import type { Tone } from './notice.tsx';

export type Action = { label: string; run: () => void };
/** What a toast speaks of that can end, or become something else, before the toast does. */
export type Subject = 'call' | 'microphone' | 'camera' | 'speaker' | 'screen';
export type Toast = { id: number; text: string; tone: Tone; action?: Action; of?: Subject[]; /** Counted down to. */ until?: number | null; /** Until it is dismissed: what it says is so. */ stays?: boolean };

const SHOWN_MS = 6000;
/** Long enough to read, think and press. */
const ASKED_MS = 10_000;
/** A limit may be of minutes: it is pressed again then, and says so again. */
const COUNTED_MS = 60_000;
/** What the count comes to is read too. */
const READ_MS = 2000;
const MOST = 3;

export const toasts = createStore<{ list: Toast[] }>(() => ({ list: [] }));
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const endings = new Map<number, () => void>();
let last = 0;
let held = false;

type More = { action?: Action; /** Told once when it goes without the action, whatever made it go. */ gone?: () => void } & Pick<Toast, 'of' | 'until' | 'stays'>;

/** Says something in passing; what must be kept is on the page too. */
export function toast(text: string, tone: Tone = 'ok', { action, gone, of, until, stays }: More = {}): number {
  const id = ++last;
  if (gone) endings.set(id, gone);
  toasts.setState(({ list }) => ({ list: [...list, { id, text, tone, action, of, until, stays }] }));
  for (const old of toasts.getState().list.slice(0, -MOST)) dismiss(old.id);
  if (!held) start(id);
  return id;
}

/** Why the server did not do it; where one's own limit is what holds it up it counts down, and stands as long. */
export const refuse = (error: unknown, of?: Toast['of']): void => void toast(explain(error), 'bad', { of, until: heldUntil(error) });

export function dismiss(id: number): void {
  const ending = endings.get(id);
  forget(id);
  ending?.();
}

export function act({ id, action }: Toast): void {
  forget(id);
  action?.run();
}

/** What they speak of has ended, or is no more what they say. */
export function dismissAllOf(what: Subject): void {
  for (const { id, of } of toasts.getState().list) if (of?.includes(what)) dismiss(id);
}

/** While somebody points at them or is in them by keyboard they stay. */
export function hold(on: boolean): void {
  if (held === on) return;
  held = on;
  for (const { id } of toasts.getState().list) {
    if (on) clearTimeout(timers.get(id));
    else start(id);
  }
}

function start(id: number): void {
  const { action, until, stays } = toasts.getState().list.find((one) => one.id === id) ?? {};
  if (stays) return;
  const counted = until ? Math.min(until - Date.now(), COUNTED_MS) + READ_MS : 0;
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => dismiss(id), Math.max(action ? ASKED_MS : SHOWN_MS, counted)));
}

function forget(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  endings.delete(id);
  toasts.setState(({ list }) => ({ list: list.filter((t) => t.id !== id) }));
  // what is pressed away takes the pointer and the focus with it, and nobody says that they left
  hold(false);
}
