// The committed API document is well-formed by a public linter, and the committed client is the one that it makes.
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const run = (script) => execFileSync('npm', ['run', '-s', script], { cwd: import.meta.dirname, stdio: ['ignore', 'inherit', 'inherit'] });

test('Redocly finds nothing in the API document', () => run('lint'));
test('the committed SDK is the one that the document makes', () => run('fresh'));
