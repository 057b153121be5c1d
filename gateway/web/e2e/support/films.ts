import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** A person's fake camera and microphone: frames that carry the id and a rising number, and a tone. */
export type Film = { file: string; id: number; hz: number };

export function film(folder: string, name: string, id: number, hz: number): Film {
  const file = path.join(folder, name);
  execFileSync(process.execPath, [path.join(import.meta.dirname, 'film.cjs'), file, String(id), String(hz)]);
  return { file, id, hz };
}
