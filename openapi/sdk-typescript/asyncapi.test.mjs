// The committed realtime document is well-formed by AsyncAPI's own parser, and its examples fit its schemas.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import Ajv from 'ajv';
import formats from 'ajv-formats';

const document = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../asyncapi.json'), 'utf8'));
const changed = (change) => { const copy = structuredClone(document); change(copy); return copy; };

/** What the parser finds wrong, worse than a hint. */
async function faults(of) {
  const diagnostics = await new Parser().validate(JSON.stringify(of));
  return diagnostics.filter(({ severity }) => severity <= 1).map((said) => `${said.path.join('/')}: ${said.message}`);
}

/** Examples that are not of their frame's schema: the parser leaves them alone. */
function misfits({ components }) {
  const ajv = formats(new Ajv({ strict: false, formats: { uint8: true, uint16: true, uint32: true, uint64: true } }));
  ajv.addSchema({ $id: 'frames', components });
  return Object.entries(components.messages).flatMap(([key, { examples, payload }]) => {
    const fits = ajv.compile({ $ref: `frames${payload.$ref}` });
    return examples.filter((example) => !fits(example.payload)).map(() => `${key}: ${ajv.errorsText(fits.errors)}`);
  });
}

test('the AsyncAPI parser finds nothing in the realtime document', async () => assert.deepEqual(await faults(document), []));
test('every example fits its frame', () => assert.deepEqual(misfits(document), []));

test('an operation that leads nowhere is found', async () => {
  const found = await faults(changed(({ operations }) => { operations.send.messages[0].$ref += '_not'; }));
  assert.notDeepEqual(found, []);
});

test('an example that does not fit is found', () => {
  const found = misfits(changed(({ components }) => { components.messages.server_event.examples[0].payload.event.message.position = 'seven'; }));
  assert(found.length === 1 && found[0].includes('server_event'), found.join('\n'));
});
