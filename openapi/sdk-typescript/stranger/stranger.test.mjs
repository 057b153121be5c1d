// What a developer gets who installs the SDK: it compiles under both ways of finding modules, runs in Node, and says every refusal.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { project } from './project.mjs';

const MAIN = `
import { ApiError, createLyceum, postMessage, showMe, updateMe, withResponse, type Client, type Me } from '@lyceum/sdk';

declare const process: { argv: string[] };

const told = (error: unknown) => {
  if (!(error instanceof ApiError)) return String(error);
  const { status, code, retryAfter, problem, message } = error;
  return { status, code, retryAfter, detail: problem?.detail, message };
};
const refusal = async (asked: Promise<unknown>): Promise<unknown> => asked.then((answer) => ({ answer }), told);
const client: Client = createLyceum({ baseUrl: process.argv[2]!, auth: () => 'a token' });
const { data, response } = await withResponse(showMe, { client });
const me: Me = await updateMe({ client, body: { bio: data.bio + '!' }, headers: { 'If-Match': response.headers.get('etag') ?? '*' } });
const path = { id: '018f0c1e-7c00-7000-8000-000000000001' };
console.log(JSON.stringify({
  bio: me.bio,
  stale: await refusal(withResponse(updateMe, { client, body: {}, headers: { 'If-Match': '"1"' } })),
  limited: await refusal(postMessage({ client, path, body: { text: 'Hello' }, headers: { 'Idempotency-Key': 'a' } })),
  proxy: await refusal(showMe({ client, fetch: (request) => fetch(new Request(request, { headers: { via: 'proxy' } })) })),
  silence: await refusal(showMe({ client: createLyceum({ baseUrl: 'http://127.0.0.1:1' }) })),
}));
`;

const problem = (status, code) => ({ type: `urn:lyceum:problem:${code}`, title: code, status, code, detail: `it is ${code}` });
const answer = (response, status, headers, body) => response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

/** An account, a chat that takes nothing more, and a proxy in whose way it stands. */
const server = createServer(({ method, headers }, response) => {
  const json = { 'content-type': 'application/json' };
  if (headers.via) answer(response, 502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>');
  else if (method === 'GET') answer(response, headers.authorization === 'Bearer a token' ? 200 : 401, { ...json, etag: '"7"' }, { bio: 'Rivers' });
  else if (method === 'POST') answer(response, 429, { 'content-type': 'application/problem+json', 'retry-after': '7' }, problem(429, 'rate_limited'));
  else if (headers['if-match'] === '"7"') answer(response, 200, json, { bio: 'Rivers!' });
  else answer(response, 412, { 'content-type': 'application/problem+json' }, problem(412, 'etag_stale'));
});

before(() => new Promise((listening) => server.listen(0, '127.0.0.1', listening)));
after(() => server.close());

const WAYS = { nodenext: [], bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'] };

for (const [way, flags] of Object.entries(WAYS)) {
  test(`a project of ${way} compiles as \`tsc --init\` sets it up, and hears why it is refused`, async (test) => {
    const main = project(test, MAIN, flags);
    const { stdout } = await promisify(execFile)(process.execPath, [main, `http://127.0.0.1:${server.address().port}`]);
    const { bio, stale, limited, proxy, silence } = JSON.parse(stdout);
    assert.equal(bio, 'Rivers!', 'with the ETag of what was read');
    assert.deepEqual(stale, { status: 412, code: 'etag_stale', detail: 'it is etag_stale', message: 'it is etag_stale' });
    assert.deepEqual(limited, { status: 429, code: 'rate_limited', retryAfter: 7, detail: 'it is rate_limited', message: 'it is rate_limited' });
    assert.deepEqual(proxy, { status: 502, message: 'the server answered 502' });
    assert.match(silence, /^TypeError: fetch failed/);
  });
}

test('what does not fit the document does not compile', (test) => {
  const spoiled = `import { createLyceum, showMe } from '@lyceum/sdk';\nexport const { nickname } = await showMe({ client: createLyceum({ baseUrl: '/v1' }) });`;
  assert.throws(() => project(test, spoiled), /nickname/);
});
