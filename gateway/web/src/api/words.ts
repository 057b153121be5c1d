import { t } from '@lingui/core/macro';
import { Refused } from '../lib/refused.ts';
import { sentence } from '../lib/words.ts';
import { inOwnWords } from './codes.ts';
import { Problem } from './problem.ts';

/** What to tell a person about a failure. */
export function explain(error: unknown): string {
  if (error instanceof Problem || error instanceof Refused) return inOwnWords(error.code) ?? sentence(error instanceof Problem ? error.detail : error.message);
  return t`Something went wrong. Try again.`;
}
