import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Call } from './call.ts';
import { openAgain, type Tracks } from './devices.ts';
import { Track } from './fakes.ts';
import type { Signalling } from './signalling.ts';

const devices = { getUserMedia: vi.fn() };

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', { mediaDevices: devices });
  vi.stubGlobal('localStorage', { getItem: () => '{"microphone":"headset","camera":"desk"}' });
});

afterEach(() => {
  vi.resetAllMocks();
  vi.unstubAllGlobals();
});

const trackOf = () => new Track('audio') as unknown as MediaStreamTrack;
const streamOf = (track: MediaStreamTrack) => ({ getTracks: () => [track] });

/** Somebody who joins with `tracks`, and is asked to wait. */
function joining(tracks: Tracks | Promise<Tracks>) {
  const said: string[] = [];
  const signalling: Signalling = {
    request: async ({ type }) => { said.push(type); return { admitted: false }; },
    send: ({ type }) => void said.push(type),
    onFrame: () => () => {}, onLost: () => () => {}, onReopened: () => () => {},
  };
  const call = new Call({ room: 'r', me: 'nimal', signalling, iceServers: async () => [] });
  const done = call.join(tracks, async () => void said.push('open'));
  return { call, said, done };
}

test('who comes back comes with the devices that were on, and those that were chosen', async () => {
  const [microphone, camera] = [trackOf(), trackOf()];
  const { call, done } = joining({ microphone, camera });
  await done;
  await call.own.setMicrophone(false);
  await call.own.setCamera(false);
  call.leave();
  expect(call.had).toMatchObject({ microphone: false, camera: false });
  devices.getUserMedia.mockResolvedValue(streamOf(camera));
  expect(await openAgain({ ...call.had, camera: true }, () => {})).toEqual({ microphone: null, camera });
  expect(devices.getUserMedia.mock.calls).toEqual([[{ video: expect.objectContaining({ deviceId: { ideal: 'desk' } }) }]]);
});

test('a device that does not open any more stays off, and is told', async () => {
  const microphone = trackOf();
  devices.getUserMedia.mockResolvedValueOnce(streamOf(microphone)).mockRejectedValueOnce(new DOMException('gone', 'NotFoundError'));
  const failed = vi.fn();
  expect(await openAgain({ microphone: true, camera: true }, failed)).toEqual({ microphone, camera: null });
  expect(failed.mock.calls).toEqual([['camera']]);
});

test('while the devices open one is joining; what opens after one has left is stopped, and nothing is asked of the server', async () => {
  let opened = (_: Tracks): void => {};
  const tracks = { microphone: trackOf(), camera: trackOf() };
  const { call, said, done } = joining(new Promise((resolve) => { opened = resolve; }));
  expect(call.state.phase).toBe('joining');
  call.leave();
  opened(tracks);
  await done;
  expect(Object.values(tracks).map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
  expect(said).toEqual(['call_leave']);
});

test('what opened goes along', async () => {
  const { call, said, done } = joining(Promise.resolve({ microphone: trackOf(), camera: null }));
  await done;
  expect(call.state).toMatchObject({ phase: 'lobby', sending: { microphone: true, camera: false } });
  expect(said).toEqual(['open', 'call_join']);
  call.leave();
  expect(call.had).toMatchObject({ microphone: true, camera: false });
});
