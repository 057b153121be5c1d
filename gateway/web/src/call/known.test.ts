import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { streamOf, Track } from './fakes.ts';
import { forget, know, mayBeKnown, openKnown, wantsStraight } from './known.ts';

const opened: Track[] = [];
const states: Record<string, string> = {};
let plugged: string[] = [];
let refuses = '';

class Device extends Track {
  override getSettings = () => ({ deviceId: `${this.kind} 1` });
}

beforeEach(() => {
  opened.length = 0;
  plugged = ['audio 1', 'video 1'];
  refuses = '';
  Object.assign(states, { microphone: 'granted', camera: 'granted' });
  vi.stubGlobal('navigator', {
    permissions: { query: ({ name }: { name: string }) => (states[name] ? Promise.resolve({ state: states[name] }) : Promise.reject(new TypeError('no such name'))) },
    mediaDevices: {
      enumerateDevices: () => Promise.resolve(plugged.map((deviceId) => ({ deviceId, kind: `${deviceId.split(' ')[0]}input` }))),
      getUserMedia: ({ audio }: { audio?: object }) => {
        const kind = audio ? 'audio' : 'video';
        if (refuses === kind) return Promise.reject(new DOMException('in use', 'NotReadableError'));
        opened.push(new Device(kind));
        return Promise.resolve(streamOf(opened.at(-1)!));
      },
    },
  });
});
afterEach(() => {
  forget('nimal');
  vi.unstubAllGlobals();
});

const both = { microphone: new Device('audio') as unknown as MediaStreamTrack, camera: new Device('video') as unknown as MediaStreamTrack };

test('who went in with both goes in with both', async () => {
  know('nimal', both);
  const tracks = await openKnown('nimal');
  expect([tracks?.microphone?.kind, tracks?.camera?.kind]).toEqual(['audio', 'video']);
});

test('what was off stays off, and is not opened', async () => {
  know('nimal', { ...both, camera: null });
  expect(await openKnown('nimal')).toMatchObject({ camera: null });
  expect(opened.map(({ kind }) => kind)).toEqual(['audio']);
});

test('what was not decided is as it was before, and the rest as it is now', async () => {
  know('nimal', both);
  know('nimal', { microphone: null, camera: null }, ['camera']);
  expect(await openKnown('nimal')).toMatchObject({ microphone: null });
  expect(opened.map(({ kind }) => kind)).toEqual(['video']);
});

test('of what was never decided nothing is known, and the page asks again, with the box as it was set', async () => {
  forget('nimal');
  know('nimal', { ...both, camera: null }, ['camera']);
  expect([mayBeKnown('nimal'), await openKnown('nimal'), wantsStraight('nimal')]).toEqual([false, null, true]);
});

test.each<[string, () => void]>([
  ['another person went in', () => { forget('nimal'); know('maya', both); }],
  ['the camera is not allowed any more', () => { states.camera = 'denied'; }],
  ['the browser would ask', () => { states.microphone = 'prompt'; }],
  ['the browser does not tell', () => { delete states.camera; }],
  ['the microphone was unplugged', () => { plugged = ['audio 2', 'video 1']; }],
])('%s: nothing is opened', async (_, change) => {
  know('nimal', both);
  change();
  expect(await openKnown('nimal')).toBeNull();
  expect(opened).toEqual([]);
});

test('a device that does not open leaves none on', async () => {
  know('nimal', both);
  refuses = 'video';
  expect(await openKnown('nimal')).toBeNull();
  expect(opened.map(({ readyState }) => readyState)).toEqual(['ended']);
});

test('who only listened is asked again', () => {
  know('nimal', { microphone: null, camera: null });
  expect(mayBeKnown('nimal')).toBe(false);
  know('nimal', { ...both, camera: null });
  expect(mayBeKnown('nimal')).toBe(true);
});

test('who wants to check each time is asked each time', async () => {
  know('nimal', both);
  expect(wantsStraight('nimal')).toBe(true);
  forget('nimal');
  expect([wantsStraight('nimal'), mayBeKnown('nimal'), await openKnown('nimal')]).toEqual([false, false, null]);
});
