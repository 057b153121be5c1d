import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformWithOxc, type Plugin } from 'vite';

const SOURCE = path.join(import.meta.dirname, 'worker/worker.ts');
const ROOT = ['layers.css', 'theme.js', 'icon.svg'];
/** Needed before anything is drawn, whatever the address: the words, and the doors. */
const EARLY = /src\/(?:locales\/\w+\.po|features\/account\/(?:sign-in|sign-up|which|reset)\.page\.tsx)$/;
/** Of the fonts the one of every page; another is asked for where there are letters of it. */
const FONT = /atkinson.*\.woff2$/;

type Chunk = { file: string; src?: string; isEntry?: boolean; imports?: string[]; css?: string[] };
type Manifest = Record<string, Chunk>;

/** The files without which no page stands, and the one that begins. */
export function shellOf(manifest: Manifest): { entry: string; files: string[] } {
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('the build has no entry');
  const found = new Set<string>();
  const take = ({ file, imports = [], css = [] }: Chunk): void => {
    if (found.has(file)) return;
    for (const one of [file, ...css]) found.add(one);
    for (const key of imports) take(manifest[key]!);
  };
  take(entry);
  for (const [key, chunk] of Object.entries(manifest)) if (EARLY.test(key) || FONT.test(chunk.file) || chunk.file.endsWith('.css')) take(chunk);
  return { entry: `/${entry.file}`, files: [...found, ...ROOT].map((file) => `/${file}`).sort() };
}

/** Writes `worker.js` at the root, whose pages it serves, with the names of what it keeps. Another build is another worker. */
export const worker: Plugin = {
  name: 'worker', apply: 'build',
  async writeBundle({ dir }) {
    const dist = dir ?? 'dist';
    const read = (file: string): Buffer => readFileSync(path.join(dist, file));
    const shell = shellOf(JSON.parse(read('.vite/manifest.json').toString()) as Manifest);
    const { code } = await transformWithOxc(readFileSync(SOURCE, 'utf8'), SOURCE);
    const hash = createHash('sha256').update(code);
    for (const file of ['index.html', ...shell.files]) hash.update(read(file));
    const known = `const SHELL = ${JSON.stringify({ build: `lyceum.${hash.digest('hex').slice(0, 16)}`, ...shell })};\n`;
    writeFileSync(path.join(dist, 'worker.js'), known + code);
  },
};
