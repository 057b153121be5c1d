import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import budgets from '../budgets.json' with { type: 'json' };

const KB = 1000;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

type Sizes = { shell: number; page: number; shared: number; call: number; words: number; css: number; font: number; worker: number };
/** What a build weighs that is within everything; noise does not get smaller by gzip. */
const LIGHT: Sizes = { shell: 100, page: 5, shared: 5, call: 40, words: 10, css: 10, font: 40, worker: 1 };

/** A build: a shell, a page and a call that share a chunk, a style sheet and a font. */
function over(change: Partial<Sizes>): string[] {
  const sizes = { ...LIGHT, ...change };
  const dist = fs.mkdtempSync(path.join(os.tmpdir(), 'lyceum-budgets-'));
  folders.push(dist);
  fs.mkdirSync(path.join(dist, 'assets'));
  fs.mkdirSync(path.join(dist, '.vite'));
  const file = (name: string, kilobytes: number): string => {
    fs.writeFileSync(path.join(dist, 'assets', name), randomBytes(kilobytes * KB));
    return `assets/${name}`;
  };
  const manifest = {
    'index.html': { file: file('index.js', sizes.shell), isEntry: true, dynamicImports: ['src/features/a/a.page.tsx', 'src/shell/call.page.tsx', 'src/locales/en.po'] },
    '_shared.js': { file: file('shared.js', sizes.shared) },
    'src/features/a/a.page.tsx': { file: file('a.js', sizes.page), isDynamicEntry: true, imports: ['index.html', '_shared.js'] },
    'src/shell/call.page.tsx': { file: file('call.js', sizes.call), isDynamicEntry: true, imports: ['index.html', '_shared.js'] },
    'src/locales/en.po': { file: file('en.js', sizes.words), isDynamicEntry: true },
  };
  file('all.css', sizes.css);
  const letters = file('letters.woff2', sizes.font);
  const kept = [...Object.values(manifest).map(({ file }) => file), letters];
  fs.writeFileSync(path.join(dist, 'worker.js'), Buffer.concat([Buffer.from(`const SHELL = ${JSON.stringify({ files: kept })};\n`), randomBytes(sizes.worker * KB)]));
  fs.writeFileSync(path.join(dist, '.vite/manifest.json'), JSON.stringify(manifest));
  const { status, stdout } = spawnSync(process.execPath, [path.join(import.meta.dirname, '../scripts/budgets.mjs'), dist], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.startsWith('OVER')).map((line) => line.split('  ').at(-1)!.trim());
  expect(status, stdout).toBe(lines.length > 0 ? 1 : 0);
  return lines;
}

test('the budgets are those that were promised, in kB', () => {
  expect(budgets).toEqual({ shell_js: 140, page_js: 30, words_js: 16, css: 15, font: 45, call_js: 70, worker_js: 2.2, kept: 260 });
});

test.each([
  ['nothing of a light build', {}, []],
  ['a shell', { shell: 141 }, ['shell']],
  ['a page', { page: 31 }, ['a/a.page.tsx']],
  ['what pages share, in each of them', { shared: 29, call: 45 }, ['a/a.page.tsx', 'src/shell/call.page.tsx']],
  ['a call, which may weigh more than a page', { call: 71 }, ['src/shell/call.page.tsx']],
  ['the words of a language, which may weigh less than a page', { words: 17 }, ['src/locales/en.po']],
  ['the style', { css: 16 }, ['css']],
  ['a font', { font: 46 }, ['font']],
  ['a worker', { worker: 3 }, ['worker']],
  ['what it keeps', { shell: 138, page: 23, call: 63, font: 44 }, ['kept']],
])('over budget is %s', (_, sizes, lines) => {
  expect(over(sizes)).toEqual(lines);
});
