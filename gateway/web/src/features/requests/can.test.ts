import type { MentoringRequest, MentoringSession } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { inOrder, standing, timesTitle, whyNoProposal } from './can.ts';

const request = (part: Partial<MentoringRequest>): MentoringRequest => ({
  id: 'r', student: { id: 'sam', display_name: 'Sam', picture_url: null }, mentor: { id: 'mira', display_name: 'Mira', picture_url: null },
  topic: 'Algebra', message: '', times: [], proposed_by: 'student', state: 'open', expires_at: '', created_at: '2026-03-01T00:00:00.000Z',
  can: { accept: false, decline: false, propose: false, withdraw: false }, ...part,
} as MentoringRequest);

const span = { start: '2026-03-02T10:00:00.000Z', end: '2026-03-02T11:00:00.000Z' };

test.each([
  [{}, 'sam', 'Waiting for Mira'],
  [{}, 'mira', 'Waiting for you'],
  [{ proposed_by: 'mentor' }, 'sam', 'Waiting for you'],
  [{ proposed_by: 'mentor' }, 'mira', 'Waiting for Sam'],
  [{ state: 'accepted' }, 'sam', 'Accepted'],
  [{ state: 'declined' }, 'mira', 'Declined'],
] as const)('%j seen by %s: %s', (part, me, text) => {
  expect(standing(request(part), me).text).toBe(text);
});

test('a session that was agreed and cancelled is not agreed any more', () => {
  const agreed = request({ state: 'accepted', session_id: 's' });
  expect(standing(agreed, 'sam', { state: 'cancelled' }).text).toBe('Cancelled');
  expect(standing(agreed, 'sam', { state: 'scheduled' }).text).toBe('Accepted');
});

test.each<[Partial<MentoringRequest>, MentoringSession['state'] | undefined, string]>([
  [{ times: [span] }, undefined, 'Proposed time'],
  [{ times: [span, span] }, undefined, 'Proposed times'],
  [{ times: [span], session_id: 's' }, undefined, 'Agreed time'],
  [{ times: [span], session_id: 's' }, 'scheduled', 'Agreed time'],
  [{ times: [span], session_id: 's' }, 'cancelled', 'Cancelled session'],
])('the times of %j with a session that is %s: %s', (part, state, title) => expect(timesTitle(request(part), state && { state })).toBe(title));

const turn = { accept: true, decline: true, propose: false, withdraw: false };

test('whose turn it is reads why no other times can be proposed', () => {
  expect(whyNoProposal(request({ can: turn }), 'mira')).toContain('often enough');
  expect(whyNoProposal(request({ can: { ...turn, withdraw: true }, proposed_by: 'mentor' }), 'sam')).toContain('often enough');
});

test.each([
  ['who may', request({ can: { ...turn, propose: true } }), 'mira'],
  ['who waits for the other', request({ proposed_by: 'mentor', can: { ...turn, accept: false } }), 'mira'],
  ['of a request that has run out', request({ can: { ...turn, accept: false, decline: false } }), 'mira'],
  ['of one that is being accepted', request({ state: 'accepting', can: { ...turn, accept: false, decline: false } }), 'mira'],
] as const)('nothing is told %s', (_, one, me) => expect(whyNoProposal(one, me)).toBeNull());

test('what waits for the person stands first', () => {
  const can = { accept: true, decline: true, propose: true, withdraw: false };
  const list = [request({ id: 'old', state: 'declined' }), request({ id: 'theirs' }), request({ id: 'mine', can })];
  expect(inOrder(list).map((r) => r.id)).toEqual(['mine', 'theirs', 'old']);
});
