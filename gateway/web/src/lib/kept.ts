/** What has no place on the device: for as long as the page. */
const memory = new Map<string, string>();

/** A browser that keeps nothing, as with all cookies blocked, refuses already to be asked. */
function tried<T>(work: (storage: Storage) => T): T | undefined {
  try {
    return work(localStorage);
  } catch {
    return undefined;
  }
}

/** What this device keeps beyond the page, where its browser allows that and has room. */
export const kept = {
  getItem: (key: string): string | null => memory.get(key) ?? tried((storage) => storage.getItem(key)) ?? null,

  setItem(key: string, value: string): void {
    const isKept = tried((storage) => (storage.setItem(key, value), true));
    if (isKept) memory.delete(key);
    else memory.set(key, value);
  },

  removeItem(key: string): void {
    memory.delete(key);
    tried((storage) => storage.removeItem(key));
  },

  keys(): string[] {
    const stored = tried((storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ''));
    return [...new Set([...memory.keys(), ...(stored ?? [])])];
  },

  /** Whether it outlives the page. */
  lasts: (): boolean => tried((storage) => storage.length >= 0) ?? false,
};

/** The JSON in what was kept; null where there is none, or it is damaged. */
export function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text || 'null');
  } catch {
    return null;
  }
}
