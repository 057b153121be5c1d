// What docs/api.md shows under "From TypeScript", as a project of one's own has it, against the demo.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Server } from '../tour/dist/server.js';
import { project } from './project.mjs';

const [, shown] = /\n```ts\n(.*?)```\n/s.exec(fs.readFileSync(path.join(import.meta.dirname, '../../../docs/api.md'), 'utf8'));

test('what is shown of the SDK compiles and runs', async (test) => {
  const server = await Server.start();
  test.after(() => server.stop());
  const { stdout } = await promisify(execFile)(process.execPath, [project(test, shown.replace('http://localhost:8080', server.url))]);
  assert.match(stdout, /^412 etag_stale undefined /);
});
