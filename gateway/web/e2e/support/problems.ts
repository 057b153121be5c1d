import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Route } from '@playwright/test';

/** What the server's own tests hold it to. */
const file = path.join(import.meta.dirname, '../../../tests/journeys/hostile/later/problems.json');

type Document = { code: string; status: number; detail: string };
type Name = 'busy' | 'unavailable' | 'no_room' | 'read_only' | 'failing' | 'outcome_unknown' | 'rate_limited';

const documents = JSON.parse(readFileSync(file, 'utf8')) as Record<Name, Document>;

/** An answer as the server gives it. */
export function problem(name: Name, retry_after_s = 1): Parameters<Route['fulfill']>[0] {
  const json = documents[name];
  return { status: json.status, headers: { 'retry-after': String(retry_after_s) }, contentType: 'application/problem+json', json };
}
