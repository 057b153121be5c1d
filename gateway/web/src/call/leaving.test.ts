import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused } from '../lib/refused.ts';
import { Connection, devices, later, made, PHASES, pretend, pretendNoMore, settle, streamOf, Track, type Made } from './fakes.ts';

beforeEach(pretend);
afterEach(pretendNoMore);

const WAYS: Record<string, { go: (call: Made) => void; reason: string; told: boolean }> = {
  'leaving': { go: ({ call }) => call.leave(), reason: 'left', told: true },
  'the end of the sign-in': { go: ({ call }) => call.leave('signed_out'), reason: 'signed_out', told: true },
  'closing the tab': { go: () => void window.dispatchEvent(new Event('pagehide')), reason: 'left', told: true },
  'the end for all': { go: ({ frame }) => frame({ type: 'call_ended', room: 'r', reason: 'ended' }), reason: 'ended', told: false },
  'being removed': { go: ({ frame }) => frame({ type: 'call_ended', room: 'r', reason: 'removed' }), reason: 'removed', told: false },
};

/** All that was asked for is answered after all, and all timers run. */
async function comeLate({ open, servers, asked, frame, reopened }: Made): Promise<void> {
  open.resolve(null);
  await settle();
  servers.resolve([]);
  await settle();
  for (const join of asked.call_join) join.resolve({ admitted: true });
  await settle();
  for (const offer of asked.call_offer) offer.resolve({ sdp: 'answer' });
  frame({ type: 'call_lobby', room: 'r', waiting: [], admitted: true });
  reopened();
  await vi.advanceTimersByTimeAsync(60_000);
}

function expectNothingRuns({ call }: Made, reason: string): void {
  expect(call.state).toMatchObject({ phase: 'ended', reason });
  expect(Object.values(call.state.sending)).toEqual([false, false, false, false]);
  expect(Track.made.map((track) => track.readyState)).toEqual(Track.made.map(() => 'ended'));
  expect(Connection.made.map((one) => one.connectionState)).toEqual(Connection.made.map(() => 'closed'));
}

const CASES = Object.keys(PHASES).flatMap((phase) => Object.keys(WAYS).map((way) => [phase, way] as const));

test.each(CASES)('in %s, %s stops every device, closes every connection and is the last word', async (phase, way) => {
  const it = made();
  await PHASES[phase]!.reach(it);
  const { go, reason, told } = WAYS[way]!;
  const before = it.said.length;
  go(it);
  expectNothingRuns(it, reason);
  await comeLate(it);
  expectNothingRuns(it, reason);
  expect(it.said.slice(before)).toEqual(told ? [{ type: 'call_leave', room: 'r' }] : []);
});

test('every phase is the one that it is called', async () => {
  const reached = [];
  for (const { reach } of Object.values(PHASES)) {
    const it = made();
    await reach(it);
    reached.push([it.call.state.phase, it.said.length]);
    it.call.leave();
  }
  expect(reached).toEqual([['joining', 0], ['joining', 0], ['joining', 1], ['lobby', 1], ['in', 3], ['in', 3], ['reconnecting', 4]]);
});

test('whose joining fails takes no place: the answer may only have been late', async () => {
  const it = made();
  await PHASES['the server is asked to let one in']!.reach(it);
  it.asked.call_join[0]!.reject(new Refused('unavailable', 'no answer in time'));
  await settle();
  expectNothingRuns(it, 'failed');
  expect(it.said.at(-1)).toEqual({ type: 'call_leave', room: 'r' });
});

test('who is let in before the answer that says to wait does not wait', async () => {
  const it = made();
  await PHASES['the server is asked to let one in']!.reach(it);
  it.frame({ type: 'call_lobby', room: 'r', waiting: [], admitted: true });
  it.asked.call_join[0]!.resolve({ admitted: false });
  await settle();
  expect(it.call.state.phase).toBe('in');
  expect(it.asked.call_offer).toHaveLength(2);
  it.call.leave();
});

test.each(['setMicrophone', 'setCamera'] as const)('a device that opens for %s after one has left is stopped', async (verb) => {
  const it = made();
  await PHASES['the call']!.reach(it);
  for (const track of Track.made) track.getSettings = () => ({ deviceId: 'another' });
  vi.stubGlobal('localStorage', { getItem: () => '{"microphone":"chosen"}' });
  const opening = later<object>();
  devices.getUserMedia.mockReturnValue(opening.promise);
  const done = it.call.own[verb](true);
  it.call.leave();
  opening.resolve(streamOf(new Track(verb === 'setCamera' ? 'video' : 'audio')));
  await done;
  await comeLate(it);
  expectNothingRuns(it, 'left');
  expect(Track.made).toHaveLength(3);
});

test('a screen that is chosen after one has left is not captured', async () => {
  const it = made();
  await PHASES['the call']!.reach(it);
  const choosing = later<object>();
  devices.getDisplayMedia.mockReturnValue(choosing.promise);
  const done = it.call.own.shareScreen();
  it.call.leave();
  choosing.resolve(streamOf(new Track('video'), new Track('audio')));
  await done;
  await comeLate(it);
  expectNothingRuns(it, 'left');
  expect(Track.made).toHaveLength(4);
});

test('leaving while a screen is offered ends its picture and its sound, and starts no other connection', async () => {
  const it = made();
  await PHASES['the call']!.reach(it);
  devices.getDisplayMedia.mockResolvedValue(streamOf(new Track('video'), new Track('audio')));
  const done = it.call.own.shareScreen();
  await settle();
  it.call.leave();
  expectNothingRuns(it, 'left');
  await done;
  await comeLate(it);
  expectNothingRuns(it, 'left');
  expect(Connection.made).toHaveLength(2);
});

test('a screen that the server does not take is given back', async () => {
  const it = made();
  await PHASES['the call']!.reach(it);
  const screen = [new Track('video'), new Track('audio')];
  devices.getDisplayMedia.mockResolvedValue(streamOf(...screen));
  const shared = it.call.own.shareScreen();
  shared.catch(() => {});
  for (let tries = 0; tries < 6; tries++) {
    await settle();
    for (const offer of it.asked.call_offer) offer.reject(new Refused('busy', 'later'));
  }
  await expect(shared).rejects.toThrow('later');
  expect(screen.map((track) => track.readyState)).toEqual(['ended', 'ended']);
  expect(it.call.state.sending.screen).toBe(false);
  it.call.leave();
});
