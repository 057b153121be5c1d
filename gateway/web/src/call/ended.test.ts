import { afterEach, beforeEach, expect, test } from 'vitest';
import { devices, made, PHASES, pretend, pretendNoMore, settle, streamOf, Track } from './fakes.ts';

beforeEach(pretend);
afterEach(pretendNoMore);

/** As when it is unplugged, or taken from the page. */
function end(track: Track): void {
  track.stop();
  track.dispatchEvent(new Event('ended'));
}

const KINDS = [['microphone', 0, 'setMicrophone'], ['camera', 1, 'setCamera']] as const;

test.each(KINDS)('a %s that ends by itself is off here and for the others, and opens anew when it is switched on', async (source, index, verb) => {
  const it = made();
  await PHASES['the call']!.reach(it);
  end(Track.made[index]!);
  expect(it.call.state).toMatchObject({ sending: { [source]: false }, lost: { [source]: true } });
  expect(it.said.at(-1)).toEqual({ type: 'call_mute', room: 'r', source, muted: true });
  const again = new Track(index === 0 ? 'audio' : 'video');
  devices.getUserMedia.mockResolvedValue(streamOf(again));
  const done = it.call.own[verb](true);
  await settle();
  for (const offer of it.asked.call_offer) offer.resolve({ sdp: 'answer' });
  await done;
  expect(it.call.own.track(source)).toBe(again);
  expect(it.call.state).toMatchObject({ sending: { [source]: true }, lost: { [source]: false } });
  expect(it.said.at(-1)).toEqual({ type: 'call_mute', room: 'r', source, muted: false });
  it.call.leave();
});

test.each(KINDS)('a %s that ends before one is in is off when one comes in', async (source, index) => {
  const it = made();
  await PHASES['the lobby']!.reach(it);
  end(Track.made[index]!);
  expect(it.call.state.sending[source]).toBe(false);
  it.frame({ type: 'call_lobby', room: 'r', waiting: [], admitted: true });
  await settle();
  for (const offer of it.asked.call_offer) offer.resolve({ sdp: 'answer' });
  await settle();
  expect(it.said).toContainEqual({ type: 'call_mute', room: 'r', source, muted: true });
  it.call.leave();
});

test.each(KINDS)('a %s that was replaced says nothing any more', async (source, index, verb) => {
  const it = made();
  await PHASES['the call']!.reach(it);
  end(Track.made[index]!);
  devices.getUserMedia.mockResolvedValue(streamOf(new Track(index === 0 ? 'audio' : 'video')));
  await it.call.own[verb](true);
  end(Track.made[index]!);
  expect(it.call.state.sending[source]).toBe(true);
  it.call.leave();
});

test('a screen that is no longer shared is taken out', async () => {
  const it = made();
  await PHASES['the call']!.reach(it);
  const screen = new Track('video');
  devices.getDisplayMedia.mockResolvedValue(streamOf(screen));
  const shared = it.call.own.shareScreen();
  await settle();
  for (const offer of it.asked.call_offer) offer.resolve({ sdp: 'answer' });
  await shared;
  expect(it.call.state.sending.screen).toBe(true);
  end(screen);
  expect(it.call.state.sending.screen).toBe(false);
  expect(it.call.own.track('screen')).toBeNull();
  it.call.leave();
});
