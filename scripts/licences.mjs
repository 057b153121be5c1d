// Every dependency comes from a registry and has a licence of the list: permissive ones, and weak copyleft that stays in its own files.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const allowed = new Set(`MIT, Apache-2.0, Apache-2.0 WITH LLVM-exception, BSD-2-Clause, BSD-3-Clause, ISC, Zlib, Unicode-3.0, CC0-1.0, MIT-0, Unlicense, 0BSD,
  BSL-1.0, MPL-2.0, OpenSSL, CDLA-Permissive-2.0, NCSA, OFL-1.1, BlueOak-1.0.0, Python-2.0, PSF-2.0, CC-BY-3.0, CC-BY-4.0`.split(',').map((name) => name.trim()));
const bare = (text) => text.replace(/[()]/g, '').trim();
const fits = (text) => !!text && text.replaceAll('/', ' OR ').split(/\bAND\b/).every((part) => part.split(/\bOR\b/).some((name) => allowed.has(bare(name))));

const platform = ['--filter-platform', 'x86_64-unknown-linux-gnu'];
const metadata = JSON.parse(execFileSync('cargo', ['metadata', '--locked', '--format-version', '1', ...platform], { maxBuffer: 1 << 28 }));
const rust = metadata.packages.filter((p) => p.source).flatMap((p) => [
  ...(p.source.startsWith('registry+') ? [] : [`${p.name}: source ${p.source}`]),
  ...(fits(p.license) ? [] : [`${p.name}: licence ${p.license}`]),
]);
const locked = ['gateway/web', 'openapi/sdk-typescript', 'loadtest/peers'].flatMap((folder) =>
  Object.entries(JSON.parse(readFileSync(new URL(`../${folder}/package-lock.json`, import.meta.url))).packages));
const node = locked.filter(([name, p]) => name.startsWith('node_modules/') && !p.link).flatMap(([name, p]) => [
  ...(/^(git|http:|file:)/.test(p.resolved ?? '') ? [`${name}: source ${p.resolved}`] : []),
  ...(fits(p.license) ? [] : [`${name}: licence ${p.license}`]),
]);
// what Python packages say without an SPDX expression
const names = { 'MIT License': 'MIT', 'BSD License': 'BSD-3-Clause', 'ISC License': 'ISC', 'Apache 2.0': 'Apache-2.0' };
const installed = `import importlib.metadata, json
said = lambda of: of['License-Expression'] or of['License'] or next(each for each in of.get_all('Classifier') if each.startswith('License')).split(' :: ')[-1]
print(json.dumps([[each.metadata['Name'], said(each.metadata)] for each in importlib.metadata.distributions()]))`;
const python = JSON.parse(execFileSync('scripts/python.sh', ['python', '-c', installed])).filter(([, licence]) => !fits(names[licence] ?? licence))
  .map(([name, licence]) => `${name}: licence ${licence}`);
const bad = [...rust, ...node, ...python];
console.log(bad.length ? bad.join('\n') : 'licences and sources of all dependencies fit');
process.exit(bad.length ? 1 : 0);
