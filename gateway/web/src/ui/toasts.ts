import { createStore } from 'zustand/vanilla';
import type { Tone } from './notice.tsx';

export type Action = { label: string; run: () => void };
/** What a toast speaks of that can end, or become something else, before the toast does. */
export type Subject = 'call' | 'microphone' | 'camera' | 'speaker' | 'screen';
export type Toast = { id: number; text: string; tone: Tone; action?: Action; of?: Subject[] };

const SHOWN_MS = 6000;
/** Long enough to read, think and press. */
const ASKED_MS = 10_000;
const MOST = 3;

export const toasts = createStore<{ list: Toast[] }>(() => ({ list: [] }));
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const endings = new Map<number, () => void>();
let last = 0;
let held = false;

type More = { action?: Action; /** Told once when it goes without the action, whatever made it go. */ gone?: () => void; of?: Toast['of'] };

/** Says something in passing; what must be kept is on the page too. */
export function toast(text: string, tone: Tone = 'ok', { action, gone, of }: More = {}): number {
  const id = ++last;
  if (gone) endings.set(id, gone);
  toasts.setState(({ list }) => ({ list: [...list, { id, text, tone, action, of }] }));
  for (const old of toasts.getState().list.slice(0, -MOST)) dismiss(old.id);
  if (!held) start(id);
  return id;
}

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
  const asks = toasts.getState().list.some((one) => one.id === id && one.action);
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => dismiss(id), asks ? ASKED_MS : SHOWN_MS));
}

function forget(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  endings.delete(id);
  toasts.setState(({ list }) => ({ list: list.filter((t) => t.id !== id) }));
  // what is pressed away takes the pointer and the focus with it, and nobody says that they left
  hold(false);
}
