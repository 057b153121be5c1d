import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, devices, made, PHASES, pretend, pretendNoMore, settle, streamOf, Track } from './fakes.ts';

beforeEach(pretend);
afterEach(pretendNoMore);

/** Somebody in a call, and the phases that their page was told of since. */
async function inCall(withDevices = true) {
  const it = made(withDevices);
  await PHASES['the call']!.reach(it);
  const phases: string[] = [];
  it.call.subscribe(() => phases.push(it.call.state.phase));
  return { ...it, phases };
}

const all = (state: RTCPeerConnectionState): void => {
  for (const one of Connection.made) one.becomes(state);
};

test('a connection that is only coming was not lost', async () => {
  const { call, phases } = await inCall();
  all('connecting');
  all('connected');
  expect(new Set(phases)).toEqual(new Set(['in']));
  call.leave();
});

test('nor is one that is made for the first device of somebody who came without', async () => {
  const { call, asked, phases } = await inCall(false);
  all('connected');
  devices.getUserMedia.mockResolvedValue(streamOf(new Track('video')));
  const opening = call.own.setCamera(true);
  await settle();
  asked.call_offer.at(-1)!.resolve({ sdp: 'answer' });
  await opening;
  expect(Connection.made).toHaveLength(2);
  Connection.made[1]!.becomes('connecting');
  Connection.made[1]!.becomes('connected');
  expect(new Set(phases)).toEqual(new Set(['in']));
  call.leave();
});

test('one that stood was, until it is back', async () => {
  const { call } = await inCall();
  all('connected');
  Connection.made[0]!.becomes('disconnected');
  expect(call.state.phase).toBe('reconnecting');
  Connection.made[0]!.becomes('connecting');
  expect(call.state.phase).toBe('reconnecting');
  Connection.made[0]!.becomes('connected');
  expect(call.state.phase).toBe('in');
  call.leave();
});

test('one that does not come at all is said to be missing, until it comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { call } = await inCall();
  all('connecting');
  await vi.advanceTimersByTimeAsync(9_000);
  expect(call.state.blocked).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(call.state).toMatchObject({ phase: 'in', blocked: true });
  all('connected');
  expect(call.state.blocked).toBe(false);
  call.leave();
  vi.useRealTimers();
});
