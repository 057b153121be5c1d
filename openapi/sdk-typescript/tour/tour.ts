// The README's tour, taken by the SDK that is made from the document.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as sdk from '@lyceum/sdk';
import { Person, until, type Frame, type Socket } from './person.js';
import { Server } from './server.js';

interface Heard extends Frame {
  position: number;
  previous: number;
  event: { kind: string; message: { text: string } };
}

let server: Server;
let student: Person;
let mentor: Person;
let session: sdk.MentoringSession;
const sockets: Socket[] = [];

before(async () => {
  server = await Server.start();
});

after(() => {
  sockets.forEach((socket) => socket.close());
  server.stop();
});

async function listening(person: Person): Promise<Socket> {
  const socket = await person.socket();
  sockets.push(socket);
  return socket;
}

test('a student becomes a mentor', async () => {
  const [sara, admin] = [await Person.signIn(server.url, 'sara'), await Person.signIn(server.url, 'admin')];
  await sdk.applyAsMentor({ ...sara.once, body: { topics: ['Knitting'], headline: 'Two needles, no fear', motivation: 'I like to explain.' } });
  const pending = () => sdk.listMentorApplications({ client: admin.client, query: { state: 'pending' } });
  await until(pending, ({ items }) => items.some(({ user }) => user.id === sara.id));
  await sdk.approveMentorApplication({ client: admin.client, path: { user_id: sara.id } });
  assert.equal((await sdk.showMyMentorApplication({ client: sara.client })).state, 'approved');
  mentor = await until(() => Person.signIn(server.url, 'sara'), ({ signedIn }) => signedIn.user.roles.includes('mentor'));
});

test('a student finds the mentor, asks, and they agree on a time', async () => {
  student = await Person.signIn(server.url, 'nimal');
  const found = await until(() => sdk.listMentors({ client: student.client, query: { topic: 'knitting' } }), ({ items }) => items.length > 0);
  assert.deepEqual(found.items.map(({ user }) => user.id), [mentor.id]);
  const start = Date.now() + 600_000;
  const time = { start: new Date(start).toISOString(), end: new Date(start + 1_800_000).toISOString() };
  const asked = await sdk.askMentor({ ...student.once, body: { mentor_id: mentor.id, topic: 'Knitting', message: 'I drop every stitch.', times: [time] } });
  const waiting = () => sdk.listMentoringRequests({ client: mentor.client, query: { role: 'mentor', state: 'open' } });
  await until(waiting, ({ items }) => items.some(({ id }) => id === asked.id));
  await sdk.acceptMentoringRequest({ client: mentor.client, path: { id: asked.id }, body: { time } });
  const accepted = await until(() => sdk.showMentoringRequest({ client: student.client, path: { id: asked.id } }), ({ state }) => state === 'accepted');
  session = await sdk.showMentoringSession({ client: student.client, path: { id: accepted.session_id! } });
  assert.equal(session.start, time.start);
});

test('what the one writes the other hears on the socket', async () => {
  const channel = session.channel_id;
  const hears = await listening(mentor);
  hears.say({ type: 'subscribe', id: 1, topic: `channel:${channel}` });
  const { head } = await hears.find('subscribed');
  const posted = await sdk.postMessage({ ...student.once, path: { id: channel }, body: { text: 'Shall I bring wool?' } });
  const { position, previous, event } = await hears.find<Heard>('event');
  assert(position === posted.position && previous >= Number(head));
  assert(event.kind === 'message_posted' && event.message.text === 'Shall I bring wool?');
  assert.equal((await sdk.listMessages({ client: mentor.client, path: { id: channel } })).items[0]?.text, posted.text);
  hears.say({ type: 'read', channel, position });
  await until(() => sdk.showChannel({ client: mentor.client, path: { id: channel } }), ({ unread }) => unread === 0);
});

test('they meet in the call', async () => {
  const path = { id: session.room_id };
  await sdk.openRoom({ client: mentor.client, path });
  const inside = await listening(student);
  inside.say({ type: 'call_join', id: 2, room: path.id });
  assert.equal((await inside.find('reply')).admitted, false);
  const waiting = await sdk.showRoom({ client: mentor.client, path });
  assert.deepEqual(waiting.lobby.map(({ id }) => id), [student.id]);
  await sdk.admit({ client: mentor.client, path, body: { user_id: student.id } });
  await until(() => sdk.showRoom({ client: mentor.client, path }), ({ participants }) => participants.some(({ user }) => user.id === student.id));
  await sdk.endRoom({ client: mentor.client, path });
  await inside.find('call_ended');
});

test('the session is over and rated', async () => {
  const path = { id: session.id };
  await until(() => sdk.showMentoringSession({ client: mentor.client, path }), ({ state }) => state === 'in_progress');
  await sdk.completeMentoringSession({ client: mentor.client, path });
  const { rating } = await sdk.rateMentoringSession({ client: student.client, path, body: { stars: 5, comment: 'Not a stitch dropped.' } });
  assert.equal(rating?.stars, 5);
  const shown = await until(() => sdk.showMentor({ client: student.client, path: { id: mentor.id } }), (seen) => seen.rating.count === 1);
  assert.equal(shown.rating.average, 5);
});

test('a refusal is an error with its code', async () => {
  const refused = sdk.rateMentoringSession({ client: student.client, path: { id: session.id }, body: { stars: 4 } });
  await assert.rejects(refused, (error: unknown) => error instanceof sdk.ApiError && error.status === 409 && error.code === 'already_rated');
});
