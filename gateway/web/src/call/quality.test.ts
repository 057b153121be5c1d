import { expect, test } from 'vitest';
import { ownQuality, received, worst, type Counts } from './quality.ts';

const none = { received: 0, lost: 0, frames: 0, frozen_s: 0, samples: 0, concealed: 0 };
const video = (part: Partial<Counts>): Counts => ({ ...none, kind: 'video', ...part });
const audio = (part: Partial<Counts>): Counts => ({ ...none, kind: 'audio', samples: 288_000, ...part });

test.each([
  ['a picture that comes through', video({ received: 600, frames: 180 }), { seen: 3, line: 3 }],
  ['one of which half is lost', video({ received: 90, lost: 90, frames: 4 }), { seen: 1, line: 1 }],
  ['one of which a little is', video({ received: 570, lost: 30, frames: 170 }), { seen: 2, line: 2 }],
  ['one that stands still, though all arrives', video({ received: 100 }), { seen: 1, line: 3 }],
  ['one that stood still for a while', video({ received: 400, frames: 100, frozen_s: 1 }), { seen: 2, line: 3 }],
  ['what is not sent', video({}), null],
  ['a voice', audio({ received: 300, concealed: 2000 }), { seen: 3, line: 3 }],
  ['a voice of which much is made up', audio({ received: 300, concealed: 60_000 }), { seen: 1, line: 3 }],
  ['nobody who speaks', audio({ received: 3, concealed: 200_000 }), null],
])('%s', (_, now, grades) => expect(received({ ...none, kind: now.kind }, now, 6)).toEqual(grades));

test('only what was counted since the last look counts, and what came late is not lost', () => {
  const before = video({ received: 1000, lost: 500, frames: 100, frozen_s: 28 });
  expect(received(before, video({ received: 1600, lost: 490, frames: 280, frozen_s: 28 }), 6)).toEqual({ seen: 3, line: 3 });
});

test.each([
  ['nobody knows', {}, {}, null],
  ['as the server says', { me: 2 }, {}, 2],
  ['as what is lost of somebody well connected', { me: 3, ada: 3 }, { 'ada:camera': { seen: 1, line: 1 } }, 1],
  ['not as what somebody else loses on the way to the server', { me: 3, ada: 1 }, { 'ada:camera': { seen: 1, line: 1 } }, 3],
  ['nor as a picture that its sender lets stand', { me: 3, ada: 3 }, { 'ada:camera': { seen: 1, line: 3 } }, 3],
] as const)('how well one is connected: %s', (_, quality, received, grade) => expect(ownQuality({ quality, received }, 'me')).toBe(grade));

test('the worst of what is known', () => expect([worst(3, 1), worst(null, 2, undefined), worst(undefined)]).toEqual([1, 2, null]));
