import { createStore } from 'zustand/vanilla';
import type { Tone } from './notice.tsx';

export type Toast = { id: number; text: string; tone: Tone };

const SHOWN_MS = 6000;
const MOST = 3;

export const toasts = createStore<{ list: Toast[] }>(() => ({ list: [] }));
let last = 0;

/** Says something in passing; what must be kept is on the page too. */
export function toast(text: string, tone: Tone = 'ok'): void {
  const id = ++last;
  toasts.setState(({ list }) => ({ list: [...list, { id, text, tone }].slice(-MOST) }));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.setState(({ list }) => ({ list: list.filter((t) => t.id !== id) }));
}
