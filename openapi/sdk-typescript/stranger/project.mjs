// A project as a stranger begins one: the SDK installed from its package, TypeScript with the settings that `tsc --init` writes.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const sdk = path.dirname(import.meta.dirname);
const tsc = path.join(sdk, 'node_modules/typescript/bin/tsc');

/** Makes the project with its `main.ts`, compiles that, and gives back what runs; `flags` go before the settings. Gone after the test. */
export function project(test, main, flags = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lyceum-stranger-'));
  test.after(() => fs.rmSync(folder, { recursive: true }));
  const run = (program, ...args) => execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const [packed] = JSON.parse(run('npm', 'pack', '--json', '--loglevel=error', sdk));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', `./${packed.filename}`);
  run(process.execPath, tsc, '--init');
  fs.writeFileSync(path.join(folder, 'main.ts'), main);
  try {
    run(process.execPath, tsc, ...flags);
  } catch ({ stdout }) {
    throw new Error(`it does not compile:\n${stdout}`);
  }
  return path.join(folder, 'main.js');
}
