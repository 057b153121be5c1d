// Fails when the committed client is not the one that the committed document makes.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const made = fs.mkdtempSync(path.join(import.meta.dirname, 'fresh.local.'));
try {
  execFileSync('npm', ['run', '-s', 'generate'], { cwd: import.meta.dirname, env: { ...process.env, OUTPUT: made }, stdio: ['ignore', 'ignore', 'inherit'] });
  const committed = path.join(import.meta.dirname, 'src/generated');
  const list = (folder) => fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts')).sort();
  const stale = [...new Set([...list(committed), ...list(made)])].filter((file) => {
    const read = (folder) => (fs.existsSync(path.join(folder, file)) ? fs.readFileSync(path.join(folder, file), 'utf8') : null);
    return read(committed) !== read(made);
  });
  if (stale.length > 0) {
    console.error(`the SDK is stale: ${stale.join(', ')}; run npm --prefix openapi/sdk-typescript run generate`);
    process.exitCode = 1;
  }
} finally {
  fs.rmSync(made, { recursive: true });
}
