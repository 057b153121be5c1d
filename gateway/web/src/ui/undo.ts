import { t } from '@lingui/core/macro';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { session } from '../api/session.ts';
import { hear, tell as tellTabs } from '../lib/tabs.ts';
import { act, dismiss, refuse, toast, toasts } from './toasts.ts';

/** How a write is sent: `last` when the page goes away meanwhile, so that it has to outlive it. */
export type Write = (how: { keepalive: boolean }) => Promise<unknown>;
type Waiting = { toast: number; author: string | undefined; write: Write; sent: Promise<void> | null; release: () => void };

const waiting = new Map<string, Waiting>();
const store = createStore<{ ids: readonly string[] }>(() => ({ ids: [] }));
const tell = (): void => store.setState({ ids: [...waiting.keys()] });

/**
 * What the API cannot undo waits for as long as its toast stands, and can be taken back there and on the page. It is sent when the toast goes, when
 * somebody signs out, here or in another tab, and when the page goes out of sight. A refusal brings back what was there, and says why.
 */
export function later(id: string, text: string, write: Write): void {
  if (waiting.has(id)) return;
  const shown = toast(text, 'ok', { action: { label: t`Undo`, run: () => drop(id) }, gone: () => void send(id) });
  waiting.set(id, { toast: shown, author: session.getState().me?.id, write, sent: null, release: holdUp() });
  tell();
}

/** The same as the toast's Undo. */
export function takeBack(id: string): void {
  const shown = toasts.getState().list.find((one) => one.id === waiting.get(id)?.toast);
  if (shown) act(shown);
}

/** Whether it waits or is being sent: the page shows it as done. */
export const useLater = (id: string): boolean => useStore(store, ({ ids }) => ids.includes(id));

export const waits = (id: string): boolean => waiting.has(id);

/** Sends all that waits now. */
export async function settle(keepalive = false): Promise<void> {
  const all = [...waiting].map(([id, { toast: shown }]) => {
    const sent = send(id, keepalive);
    dismiss(shown);
    return sent;
  });
  await Promise.all(all);
}

const SIGNING_OUT = 'lyceum.signing_out';
const WAITING = 'lyceum.waiting';
/** A tab that sleeps, or whose write nobody answers, holds nobody back longer. */
const OTHERS_MS = 2000;

/** Sends all that waits in any tab of this browser, before the sign-in that it needs is ended. */
export async function settleEverywhere(): Promise<void> {
  tellTabs(SIGNING_OUT, session.getState().me?.id ?? '');
  await settle();
  await navigator.locks?.request(WAITING, { signal: AbortSignal.timeout(OTHERS_MS) }, () => {}).catch(() => {});
}

/** Who signs out in another tab waits until what is called here. */
function holdUp(): () => void {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks?.request(WAITING, { mode: 'shared' }, () => held).catch(() => {});
  return release;
}

function drop(id: string): void {
  waiting.get(id)?.release();
  waiting.delete(id);
  tell();
}

function send(id: string, keepalive = false): Promise<void> {
  const one = waiting.get(id);
  if (!one) return Promise.resolve();
  one.sent ??= one.write({ keepalive }).then(() => drop(id), (error: unknown) => {
    drop(id);
    // nobody is there to whom it could be said, or somebody else
    const { me, status } = session.getState();
    if (status !== 'out' && me?.id === one.author) refuse(error);
  });
  return one.sent;
}

if (typeof window !== 'undefined') {
  hear(SIGNING_OUT, (id) => void (id === session.getState().me?.id && settle()));
  window.addEventListener('pagehide', () => void settle(true));
  // a phone that is locked, or whose browser is swiped away, says no more than this
  document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && settle(true)));
}
