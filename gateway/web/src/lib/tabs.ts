import { kept } from './kept.ts';

/** Says something to the other tabs of this browser, which keep nothing of it. */
export function tell(what: string, value: string): void {
  kept.setItem(what, value);
  kept.removeItem(what);
}

/** Calls back when another tab says or keeps `what`; `first` where nothing was kept of it before. */
export function hear(what: string, listener: (value: string, first: boolean) => void): () => void {
  const told = ({ key, newValue, oldValue }: StorageEvent): void => {
    if (key === what && newValue !== null) listener(newValue, oldValue === null);
  };
  window.addEventListener('storage', told);
  return () => window.removeEventListener('storage', told);
}
