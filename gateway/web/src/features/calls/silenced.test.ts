import { expect, test } from 'vitest';
import { initial, type CallState } from '../../call/state.ts';
import { silenced } from './silenced.ts';

const call = (microphone: boolean, part: Partial<CallState> = {}): CallState => ({ ...initial, phase: 'in', sending: { ...initial.sending, microphone, camera: true }, ...part });

test.each([
  ['what went off by another hand is told', call(true), call(false), false, ['microphone']],
  ['what one switched off oneself is not', call(true), call(false), true, []],
  ['what was off is not', call(false), call(false), false, []],
  ['what went on is not', call(false), call(true), false, []],
  ['a call that ends mutes nobody', call(true), call(false, { phase: 'ended', sending: initial.sending }), false, []],
] as const)('%s', (_, before, after, pressed, told) => expect(silenced(before, after, pressed)).toEqual(told));
