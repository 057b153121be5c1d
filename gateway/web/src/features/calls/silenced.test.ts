import { afterEach, expect, test } from 'vitest';
import { initial, type CallState } from '../../call/state.ts';
import { dismissAllOf, toasts } from '../../ui/toasts.ts';
import { silenced, tellChange } from './silenced.ts';

afterEach(() => dismissAllOf('call'));

const call = (microphone: boolean, part: Partial<CallState> = {}): CallState => ({ ...initial, phase: 'in', sending: { ...initial.sending, microphone, camera: true }, ...part });

test.each([
  ['what went off by another hand is told', call(true), call(false), false, ['microphone']],
  ['what one switched off oneself is not', call(true), call(false), true, []],
  ['what was off is not', call(false), call(false), false, []],
  ['what went on is not', call(false), call(true), false, []],
  ['a call that ends mutes nobody', call(true), call(false, { phase: 'ended', sending: initial.sending }), false, []],
] as const)('%s', (_, before, after, pressed, told) => expect(silenced(before, after, pressed)).toEqual(told));

const said = (): string[] => toasts.getState().list.map(({ text }) => text.split('.')[0]!);
/** What stands there after one state came after the other. */
const after = (...states: CallState[]): string[] => {
  for (const [index, state] of states.slice(1).entries()) tellChange(states[index]!, state, false);
  return said();
};
const [on, off] = [call(true), call(false)];

test('a mute that is over is not told any more', () => expect(after(on, off, on)).toEqual([]));

test('a second mute is told once', () => expect(after(on, off, on, off)).toEqual(['The host muted your microphone']));

test('a microphone that is unplugged while it is muted anew is told as what it is', () => {
  const lost = { ...off, lost: { ...initial.lost, microphone: true } };
  expect(after(on, off, on, lost)).toEqual([expect.stringMatching(/^Your microphone has stopped/)]);
});

test('what is said of the camera stays when the microphone goes on', () => {
  const both = call(false, { sending: { ...initial.sending } });
  expect(after(on, both, { ...both, sending: { ...both.sending, microphone: true } })).toEqual(['The host switched your camera off']);
});
