import { expect } from '@playwright/test';
import { password } from './steps.ts';
import type { Person } from './person.ts';

export type Things = { request: string; session: string; channel: string; room: string };
type Refusal = { what: string; status: number; code: string };

/** Somebody of the same organization who has no part in it tries every operation of the document on these things, and every frame. */
export async function isRefusedEverywhere(person: Person, slug: string, email: string, things: Things): Promise<void> {
  const { page } = person;
  await page.goto('/');
  const token = await page.evaluate(async ({ slug, email, password }) => {
    const send = (path: string, body: object, key = crypto.randomUUID()): Promise<Response> =>
      fetch(`/v1/organizations/${slug}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify(body) });
    await send('sign-up', { email, password, display_name: 'Uma Uninvited' });
    for (;;) {
      const answer = await send('sign-in', { email, password, token_delivery: 'body' });
      if (answer.ok) return ((await answer.json()) as { access_token: string }).access_token;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }, { slug, email, password });

  const refusals = await page.evaluate(async ({ token, things }) => {
    const ids: [RegExp, string][] = [
      [/^\/mentoring-requests\//, things.request], [/^\/mentoring-sessions\//, things.session], [/^\/channels\//, things.channel], [/^\/rooms\//, things.room],
    ];
    type Operation = { operationId: string; requestBody?: { content: Record<string, { example?: unknown }> } };
    const document = (await (await fetch('/openapi.json')).json()) as { paths: Record<string, Record<string, Operation>> };
    const found: Refusal[] = [];
    for (const [path, operations] of Object.entries(document.paths)) {
      const id = ids.find(([prefix]) => prefix.test(path))?.[1];
      if (!id) continue;
      const url = `/v1${path}`.replace('{id}', id).replace('{position}', '2').replace('{emoji}', encodeURIComponent('👍'));
      for (const [method, operation] of Object.entries(operations)) {
        const example = operation.requestBody?.content['application/json']?.example;
        const answer = await fetch(url, {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: method === 'get' ? undefined : JSON.stringify(example ?? {}),
        });
        const { code } = (await answer.json().catch(() => ({ code: '' }))) as { code: string };
        found.push({ what: operation.operationId, status: answer.status, code });
      }
    }
    return found;
  }, { token, things });
  expect(refusals.length, 'operations tried').toBeGreaterThanOrEqual(24);
  expect(refusals.filter((r) => r.status !== 404 || r.code !== 'not_found'), 'operations that did not answer 404').toEqual([]);

  const frames = await page.evaluate(async ({ token, things }) => {
    const socket = new WebSocket(`ws://${location.host}/v1/realtime`);
    const answers: string[] = [];
    const { channel, room } = things;
    const asked = [
      { type: 'subscribe', id: 1, topic: `channel:${channel}` }, { type: 'subscribe', id: 2, topic: `room:${room}` }, { type: 'subscribe', id: 3, topic: 'admin' },
      { type: 'call_join', id: 4, room }, { type: 'call_offer', id: 5, room, connection: 'publish', sdp: 'v=0', sources: {} },
    ];
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', token })));
      socket.addEventListener('close', () => reject(new Error('the socket closed')));
      socket.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(data as string) as { type: string; id?: number; code?: string };
        if (frame.type === 'welcome') {
          for (const one of asked) socket.send(JSON.stringify(one));
          socket.send(JSON.stringify({ type: 'typing', channel }));
          socket.send(JSON.stringify({ type: 'read', channel, position: 2 }));
          socket.send(JSON.stringify({ type: 'call_mute', room, source: 'camera', muted: true }));
          socket.send(JSON.stringify({ type: 'call_leave', room }));
          socket.send(JSON.stringify({ type: 'ping', n: 1 }));
        }
        if (frame.id) answers.push(`${frame.id} ${frame.type}`);
        if (answers.length === asked.length) resolve();
      });
    });
    socket.close();
    return answers.sort();
  }, { token, things });
  expect(frames).toEqual(['1 error', '2 error', '3 error', '4 error', '5 error']);
}
