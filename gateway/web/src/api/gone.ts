import { t } from '@lingui/core/macro';

export const deletedPerson = (): string => t`Deleted person`;

/** Where the API leaves a name or a topic empty, whoever wrote it has deleted their account: every page says so. */
export function wordGone(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(wordGone);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value === '' ? WORDS[name]?.() ?? value : wordGone(value)]));
}

const gone = (): string => t`Deleted`;
const WORDS: Record<string, () => string> = { display_name: deletedPerson, topic: gone, title: gone };
