import { expect } from '@playwright/test';
import { password } from './steps.ts';
import type { Person } from './person.ts';

export type Things = { request: string; session: string; channel: string; room: string };
type Answer = { what: string; status: number; code: string; tells: boolean };

/** What anybody who has signed in may do; all of it is about themselves, or is what everyone may know. */
const OPEN = [
  'change_password', 'list_channels', 'show_me', 'update_me', 'delete_picture', 'put_picture', 'apply_as_mentor', 'show_my_mentor_application', 'list_topics',
  'list_mentoring_requests', 'ask_mentor', 'list_mentoring_sessions', 'list_mentors', 'show_mentor', 'list_notifications', 'read_notifications',
  'show_organization', 'redeem_password_reset', 'sign_in', 'sign_up', 'refresh_session', 'sign_out', 'sign_out_everywhere', 'list_sign_ins', 'show_user', 'show_picture', 'delete_account', 'export_me',
];
/** What a list cannot do without. */
const QUERIES: Record<string, string> = { list_mentoring_requests: '?role=student', list_mentoring_sessions: '?when=upcoming' };
/** What wants a role that they do not have. */
const OF_A_ROLE = ['list_mentor_applications', 'approve_mentor_application', 'decline_mentor_application', 'list_users', 'delete_user'];

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

  const answers = await page.evaluate(async ({ token, things, open, queries }) => {
    const ids: [RegExp, string][] = [
      [/^\/mentoring-requests\//, things.request], [/^\/mentoring-sessions\//, things.session], [/^\/channels\//, things.channel], [/^\/rooms\//, things.room],
    ];
    type Operation = { operationId: string; requestBody?: { content: Record<string, { example?: unknown }> } };
    const document = (await (await fetch('/openapi.json')).json()) as { paths: Record<string, Record<string, Operation>> };
    const found: Answer[] = [];
    for (const [path, operations] of Object.entries(document.paths)) {
      // a thing of theirs where there is one; no sign-in and no application of the stranger's has this id
      const id = ids.find(([prefix]) => prefix.test(path))?.[1] ?? things.session;
      const url = `/v1${path}`.replace('{id}', id).replace('{user_id}', id).replace('{position}', '2').replace('{emoji}', encodeURIComponent('👍'));
      for (const [method, operation] of Object.entries(operations)) {
        // of what they may do, their lists are read: nothing of the others stands in them
        if (open.includes(operation.operationId) && !operation.operationId.startsWith('list_')) continue;
        const example = operation.requestBody?.content['application/json']?.example;
        const answer = await fetch(`${url}${queries[operation.operationId] ?? ''}`, {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: method === 'get' ? undefined : JSON.stringify(example ?? {}),
        });
        const text = await answer.text();
        const code = text.match(/"code":"([a-z_]+)"/)?.[1] ?? '';
        found.push({ what: operation.operationId, status: answer.status, code, tells: Object.values(things).some((thing) => text.includes(thing)) });
      }
    }
    return found;
  }, { token, things, open: OPEN, queries: QUERIES });
  const lists = answers.filter((a) => OPEN.includes(a.what));
  expect(lists.filter((a) => a.status !== 200 || a.tells), 'lists that tell of others').toEqual([]);
  const ofRole = answers.filter((a) => OF_A_ROLE.includes(a.what));
  expect(ofRole.map((a) => a.status), ofRole.map((a) => a.what).join()).toEqual(OF_A_ROLE.map(() => 403));
  const refusals = answers.filter((a) => !OPEN.includes(a.what) && !OF_A_ROLE.includes(a.what));
  expect(refusals.length, 'operations tried').toBeGreaterThanOrEqual(25);
  expect(refusals.filter((a) => a.status !== 404 || a.code !== 'not_found'), 'operations that did not answer 404').toEqual([]);

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
        }
        if (frame.type === 'error') answers.push(`${frame.id ?? '-'} ${frame.code}`);
        // to leave a call one is not in changes nothing, and needs no answer
        if (answers.length === asked.length + 3) resolve();
      });
    });
    socket.close();
    return answers.sort();
  }, { token, things });
  expect(frames).toEqual(['- not_in_call', '- not_subscribed', '- not_subscribed', '1 not_found', '2 not_found', '3 not_allowed', '4 not_found', '5 not_in_call']);
}
