import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { kept } from '../lib/kept.ts';
import { useMe } from './me.ts';
import { begunWith, chosenWith, draftKey } from './written.ts';

/** Told of a change in this tab; the browser tells of those in others. */
const changed = new EventTarget();

/** What somebody writes and has not sent: it survives leaving the page, and every tab has the same. */
export function draftAt(key: string) {
  return {
    read: (): string => kept.getItem(key) ?? '',
    write(text: string): void {
      if (text) kept.setItem(key, text);
      else kept.removeItem(key);
      changed.dispatchEvent(new Event(key));
    },
    subscribe(listener: () => void): () => void {
      const elsewhere = (event: StorageEvent): void => {
        if (event.key === key) listener();
      };
      changed.addEventListener(key, listener);
      window.addEventListener('storage', elsewhere);
      return () => {
        changed.removeEventListener(key, listener);
        window.removeEventListener('storage', elsewhere);
      };
    },
  };
}

/** This person's draft of what they write `about` something, until one signs out. */
export function useDraft(about: string): [text: string, write: (text: string) => void] {
  const key = draftKey(useMe().id, about);
  const { read, write, subscribe } = useMemo(() => draftAt(key), [key]);
  return [useSyncExternalStore(subscribe, read), write];
}

/** A field that was emptied is something written, too. */
const EMPTIED = '\0';

export type Unsaved = {
  key: string;
  field: { value: string; onChange: (event: { currentTarget: { value: string } }) => void };
  /** Whether there is something in it that is not saved. */
  written: boolean;
  /** What was saved when one began to write. */
  was: string;
  /** What is saved now is neither that nor what is written, of which the spaces around it are not saved. */
  clashes: boolean;
  settle: () => void;
  /** Goes on from what is saved now. */
  keep: () => void;
};

/** A field that shows what is `saved`, also when that changes elsewhere, or what was written in it instead; `settle` says that this is saved now. */
export function useUnsaved(about: string, saved = ''): Unsaved {
  const [draft, write] = useDraft(about);
  const [begunAt, begin] = useDraft(begunWith(about));
  const key = draftKey(useMe().id, about);
  const value = shown(draft) ?? saved;
  const was = shown(begunAt) ?? saved;
  const put = (draft: string, from: string): void => {
    write(draft);
    begin(from);
  };
  const settle = (): void => put('', '');
  const keep = (): void => begin(saved || EMPTIED);
  const onChange: Unsaved['field']['onChange'] = ({ currentTarget: { value } }) => (value === saved ? settle() : put(value || EMPTIED, was || EMPTIED));
  return { key, field: { value, onChange }, written: draft !== '', was, clashes: draft !== '' && was !== saved && value.trim() !== saved, settle, keep };
}

/** What is kept of a field; null for nothing. */
const shown = (kept: string): string | null => (kept === EMPTIED ? '' : kept || null);

/** Says to every tab that somebody has these words before them. */
export function useHold(key: string): void {
  useEffect(() => {
    let release = (): void => {};
    const gone = new Promise<void>((resolve) => (release = resolve));
    void navigator.locks?.request(key, { mode: 'shared' }, () => gone).catch(() => {});
    return release;
  }, [key]);
}

/** Forgets what somebody wrote, where no tab has it before them. */
export async function letGo(author: string, about: string): Promise<void> {
  await navigator.locks?.request(draftKey(author, about), { ifAvailable: true }, (lock) => {
    if (lock) for (const one of [about, begunWith(about), chosenWith(about, 'times'), chosenWith(about, 'topic')]) draftAt(draftKey(author, one)).write('');
  });
}
