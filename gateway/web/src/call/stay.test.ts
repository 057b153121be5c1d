import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { made, PHASES, pretend, pretendNoMore, settle } from './fakes.ts';
import type { CallFrame } from './signalling.ts';

beforeEach(pretend);
afterEach(pretendNoMore);

const SOON_MS = 2000;
const said = (muted: boolean): CallFrame => ({
  type: 'call_state', room: 'r', slots: {},
  participants: [{ user_id: 'nimal', display_name: 'Nimal', sources: { microphone: { muted }, camera: { muted } } }],
});
const reach = async (phase: keyof typeof PHASES) => {
  const it = made();
  await PHASES[phase]!.reach(it);
  return it;
};
const answer = async (it: Awaited<ReturnType<typeof reach>>): Promise<void> => {
  for (const offer of it.asked.call_offer) offer.resolve({ sdp: 'answer' });
  await settle();
};

test('who comes in says nothing of a former stay, and who comes back by themselves goes on', async () => {
  const it = await reach('the way back');
  expect(it.said.filter(({ type }) => type === 'call_join')).toEqual([{ type: 'call_join', room: 'r' }, { type: 'call_join', room: 'r', resume: true }]);
  it.call.leave();
});

test('who waits in the lobby has nothing yet to go on with', async () => {
  const it = await reach('the lobby');
  it.reopened();
  await settle();
  expect(it.said.filter(({ type }) => type === 'call_join').at(-1)).toEqual({ type: 'call_join', room: 'r' });
  it.call.leave();
});

test('what was muted in a former stay is on in this one', async () => {
  const it = await reach('offers under way');
  it.frame(said(true));
  expect(it.call.state.sending).toMatchObject({ microphone: true, camera: true });
  await answer(it);
  it.frame(said(false));
  await vi.advanceTimersByTimeAsync(SOON_MS);
  expect(it.call.state.sending).toMatchObject({ microphone: true, camera: true });
  it.call.leave();
});

test('what the host has muted stays off, though it is said before the answer', async () => {
  const it = await reach('offers under way');
  it.frame(said(true));
  await answer(it);
  await vi.advanceTimersByTimeAsync(SOON_MS);
  expect(it.call.state.sending).toMatchObject({ microphone: false, camera: false });
  it.call.leave();
});

test('the host mutes at once who is in', async () => {
  const it = await reach('the call');
  await vi.advanceTimersByTimeAsync(SOON_MS);
  it.frame(said(true));
  expect(it.call.state.sending).toMatchObject({ microphone: false, camera: false });
  it.call.leave();
});
