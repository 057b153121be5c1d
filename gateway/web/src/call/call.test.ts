import { afterEach, expect, test, vi } from 'vitest';
import { Refused } from '../lib/refused.ts';
import { Call } from './call.ts';
import type { CallReply, Signalling } from './signalling.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A call in the lobby, whose next request has `answer`. */
async function waiting() {
  vi.stubGlobal('window', new EventTarget());
  const told = { reopened: () => {}, lost: () => {} };
  const answers: (() => Promise<CallReply>)[] = [() => Promise.resolve({ admitted: false })];
  const signalling: Signalling = {
    request: () => (answers.shift() ?? (() => Promise.reject(new Error('nothing is expected'))))(),
    send: () => {},
    onFrame: () => () => {},
    onLost: (_room, listener) => ((told.lost = listener), () => {}),
    onReopened: (listener) => ((told.reopened = listener), () => {}),
  };
  const call = new Call({ room: 'r', me: 'nimal', signalling, iceServers: () => Promise.resolve([]) });
  await call.join({});
  expect(call.state.phase).toBe('lobby');
  return { call, told, answers };
}

test.each([
  ['room_ended', 'ended'],
  ['removed_from_room', 'removed'],
  ['not_found', 'failed'],
])('a return that is refused with %s ends the call: %s', async (code, reason) => {
  const { call, told, answers } = await waiting();
  answers.push(() => Promise.reject(new Refused(code, 'no')));
  told.reopened();
  await vi.waitFor(() => expect(call.state).toMatchObject({ phase: 'ended', reason }), { interval: 1 });
});

test('a call that the server lost is asked for again', async () => {
  const { call, told, answers } = await waiting();
  answers.push(() => Promise.reject(new Refused('room_ended', 'the call was lost')));
  told.lost();
  await vi.waitFor(() => expect(call.state.reason).toBe('ended'), { interval: 1 });
});

test('a server that is busy is asked again', async () => {
  const { call, told, answers } = await waiting();
  vi.useFakeTimers();
  answers.push(() => Promise.reject(new Refused('busy', 'later')), () => Promise.reject(new Refused('room_ended', 'no')));
  told.reopened();
  await vi.runAllTimersAsync();
  expect(call.state.reason).toBe('ended');
});

test('whatever else goes wrong on the way back is tried again', async () => {
  const { call, told, answers } = await waiting();
  vi.useFakeTimers();
  answers.push(() => Promise.reject(new Error('the connection went')), () => Promise.reject(new Refused('room_ended', 'no')));
  told.reopened();
  await vi.advanceTimersByTimeAsync(1000);
  expect(call.state.phase).toBe('lobby');
  await vi.runAllTimersAsync();
  expect(call.state.reason).toBe('ended');
});
