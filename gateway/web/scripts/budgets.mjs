// budgets.mjs [DIST]: sums gzipped bytes per route from Vite's manifest; over budget fails the build.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? path.resolve(import.meta.dirname, '../dist');
const manifest = JSON.parse(fs.readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'));
const budgets = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../budgets.json'), 'utf8'));
const size = (file) => gzipSync(fs.readFileSync(path.join(dist, file)), { level: 9 }).length;

const staticFiles = (key, seen = new Set()) => {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) staticFiles(next, seen);
  return seen;
};
const budgetOf = (key) => (key.includes('call') ? budgets.call_js : key.endsWith('.po') ? budgets.words_js : budgets.page_js);
const sum = (files) => [...files].filter((f) => f.endsWith('.js')).reduce((total, f) => total + size(f), 0);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shell = staticFiles(entry);
const lines = [['shell', sum(shell), budgets.shell_js]];
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue;
  const own = [...staticFiles(key)].filter((file) => !shell.has(file));
  lines.push([key.replace('src/features/', ''), sum(own), budgetOf(key)]);
}
const assets = fs.readdirSync(path.join(dist, 'assets'));
lines.push(['css', assets.filter((f) => f.endsWith('.css')).reduce((n, f) => n + size(`assets/${f}`), 0), budgets.css]);
const fonts = assets.filter((f) => f.endsWith('.woff2')).map((f) => fs.statSync(path.join(dist, 'assets', f)).size);
lines.push(['font', Math.max(0, ...fonts), budgets.font]);
// what the worker keeps for a page that is opened without a connection: most of it was loaded for the first page
const worker = fs.readFileSync(path.join(dist, 'worker.js'), 'utf8');
const { files } = JSON.parse(worker.match(/^const SHELL = (.+);$/m)[1]);
const sent = (file) => (file.endsWith('.woff2') ? fs.statSync(path.join(dist, file)).size : size(file));
lines.push(['worker', size('worker.js'), budgets.worker_js], ['kept', files.reduce((n, f) => n + sent(f), 0), budgets.kept]);

let over = 0;
for (const [name, bytes, budget] of lines) {
  const bad = bytes > budget * 1000;
  if (bad) over++;
  console.log(`${bad ? 'OVER' : '  ok'} ${(bytes / 1000).toFixed(1).padStart(7)} of ${budget} kB  ${name}`);
}
if (over > 0) process.exit(1);
