import { expect, test } from 'vitest';
import { Problem } from '../../api/problem.ts';
import { reportOf } from './trial-report.ts';
import { linesOf } from './trial-words.ts';
import type { Found } from './trial.ts';

const good: Found = {
  server: { ms: 20 }, socket_ms: 12, ways: { host: 2, srflx: 0, relay: 0 }, offers: { stun: false, turn: false },
  media: { path: { protocol: 'udp', relayed: false, rtt_ms: 30 }, server: '203.0.113.7:8180', up: { arrived: 1000, lost: 0 }, down: null },
};
const inCall = (media: Partial<NonNullable<Found['media']>>): Partial<Found> => ({ media: { ...good.media!, ...media } });
const crossed = (up: [number, number], down: [number, number] | null = null): Partial<Found> => inCall({ up: way(up), down: down && way(down) });
const way = ([arrived, lost]: [number, number]): { arrived: number; lost: number } => ({ arrived, lost });
const grades = (found: Found): string => linesOf(found, 'lyceum.test').map(({ grade }) => grade).join(' ');

test.each<[string, string, Partial<Found>]>([
  ['all is well', 'ok ok ok ok', {}],
  ['the server is not reached', 'bad ok ok ok', { server: { error: new Problem('offline', 0, 'The server cannot be reached.') } }],
  ['the server is slow', 'warn ok ok ok', { server: { ms: 3000 } }],
  ['the socket does not open', 'ok bad ok ok', { socket_ms: null }],
  ['the socket is slow', 'ok warn ok ok', { socket_ms: 900 }],
  ['no candidates', 'ok ok bad ok', { ways: { host: 0, srflx: 0, relay: 0 } }],
  ['a STUN server that is silent', 'ok ok warn ok', { offers: { stun: true, turn: false } }],
  ['one that answers', 'ok ok ok ok', { offers: { stun: true, turn: false }, ways: { host: 1, srflx: 1, relay: 0 } }],
  ['media that are being tried', 'ok ok ok accent', { media: undefined }],
  ['media that could not be tried', 'ok ok ok muted', { media: null }],
  ['no way for media', 'ok ok ok bad', inCall({ path: null })],
  ['by TCP', 'ok ok ok warn', inCall({ path: { protocol: 'tcp', relayed: false, rtt_ms: 30 } })],
  ['far away', 'ok ok ok warn', inCall({ path: { protocol: 'udp', relayed: false, rtt_ms: 800 } })],
  ['some loss', 'ok ok ok warn', crossed([950, 50])],
  ['much loss', 'ok ok ok bad', crossed([800, 200])],
  ['nothing that is sent arrives', 'ok ok ok bad', crossed([0, 100])],
  ['too little to tell', 'ok ok ok ok', crossed([3, 3])],
  ['too little to tell anything', 'ok ok ok muted', crossed([0, 3])],
  ['loss of what the others send', 'ok ok ok warn', crossed([1000, 0], [950, 50])],
  ['nothing of the others arrives', 'ok ok ok bad', crossed([1000, 0], [0, 100])],
  ['nobody sends anything', 'ok ok ok muted', crossed([0, 0], [0, 0])],
])('%s', (_, expected, change) => {
  expect(grades({ ...good, ...change })).toBe(expected);
});

test('whatever does not work says what to do, and names what is to be let through', () => {
  const lines = linesOf({ ...good, socket_ms: null, ways: { host: 0, srflx: 0, relay: 0 }, ...inCall({ path: null }) }, 'lyceum.test');
  for (const { grade, todo } of lines) expect(Boolean(todo)).toBe(grade !== 'ok');
  expect(lines[1]!.todo).toContain('lyceum.test');
  expect(lines[3]!.todo).toContain('203.0.113.7:8180');
});

test.each<[string, Partial<Found>]>([
  ['They go straight to the server, by UDP. There and back in 30 ms. 1.0 % was lost. What the others send is tried in a call.', crossed([99, 1])],
  ['They do not get through.', crossed([0, 100])],
  ['They do not get through.', crossed([0, 100], [0, 100])],
  ['They go straight to the server, by UDP. There and back in 30 ms. Of what you sent, 0.0 % was lost. Of what the others sent, 2.0 % was lost on the way to you.', crossed([100, 0], [98, 2])],
  ['They go straight to the server, by UDP. There and back in 30 ms. You sent too little to say how much of it is lost. Of what the others sent, 0.0 % was lost on the way to you.', crossed([0, 0], [100, 0])],
  ['What you send does not get through. Of what the others sent, 0.0 % was lost on the way to you.', crossed([0, 100], [100, 0])],
  ['What you send does not get through. The others sent too little to say how much of it is lost.', crossed([0, 100], [0, 0])],
  ['Of what you sent, 0.0 % was lost. What the others send does not get through to you.', crossed([100, 0], [0, 100])],
  ['Too little was sent to say whether they get through.', crossed([0, 0], [0, 0])],
  ['They could not be tried: this browser offers no way for them.', { media: null, ways: { host: 0, srflx: 0, relay: 0 } }],
  ['They could not be tried now.', { media: null }],
])('what was tried is said, and no more: %s', (said, change) => {
  expect(linesOf({ ...good, ...change }, 'lyceum.test').at(-1)!.said).toBe(said);
});

test('the report is plain text with the figures', () => {
  const text = reportOf(linesOf(good, 'lyceum.test'), good, { at: new Date(0), origin: 'https://lyceum.test', agent: 'Browser/1' });
  expect(text.split('\n')).toEqual([
    'Lyceum, https://lyceum.test', '1970-01-01T00:00:00.000Z', 'Browser/1', '',
    'Server: Works. It answers in 20 ms.', 'Messages and signals: Works. There and back in 12 ms.', 'This browser: Works. It offers ways for sound and pictures.',
    'Sound and pictures: Works. They go straight to the server, by UDP. There and back in 30 ms. 0.0 % was lost. What the others send is tried in a call.', '',
    'candidates: host 2, srflx 0, relay 0; stun none, turn none', 'media: udp, rtt 30 ms; server 203.0.113.7:8180; up 1000 arrived, 0 lost; down not tried', '',
  ]);
});
