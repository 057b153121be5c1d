import { t } from '@lingui/core/macro';
import { sentence } from '../lib/words.ts';
import { besideField } from './codes.ts';

/** A refusal of the API: a problem document, or the network's silence. Callers decide by `code`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** When the server takes the next try, where it says so. */
  readonly retry_at: number | null;

  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly fields: Record<string, string> = {},
    readonly retry_after_ms: number | null = null,
  ) {
    super(detail || code);
    this.retry_at = retry_after_ms === null ? null : Date.now() + retry_after_ms;
  }

  /** Whether the same request may do better later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** When one's own limit lets the next try in; null where something else holds it up. */
export const heldUntil = (error: unknown): number | null => (error instanceof Problem && error.status === 429 ? error.retry_at : null);

type Document = { code?: string; detail?: string; title?: string; errors?: { pointer: string; code?: string; detail: string }[] };

export function problemOf(body: unknown, response: Response | undefined): Problem {
  if (!response) return new Problem('offline', 0, t`The server cannot be reached. Check your connection and try again.`);
  const document = (typeof body === 'object' && body !== null ? body : {}) as Document;
  const fields = Object.fromEntries((document.errors ?? []).map((e) => [e.pointer.replace(/^.*\//, ''), besideField(e.code ?? '') ?? sentence(e.detail)]));
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  const detail = document.detail ?? document.title ?? t`The server answered ${{ status: response.status }}.`;
  return new Problem(document.code ?? 'unknown', response.status, detail, fields, Number.isFinite(seconds) ? seconds * 1000 : null);
}
