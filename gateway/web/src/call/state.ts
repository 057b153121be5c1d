import { Refused } from '../lib/refused.ts';
import type { Received } from './quality.ts';
import type { CallFrame, EndReason, Participant, Slot, Source, Waiting } from './signalling.ts';

export type Phase = 'idle' | 'joining' | 'lobby' | 'in' | 'reconnecting' | 'ended';

/** What can be switched off and on again, and muted by the host. */
export const MUTABLE = ['microphone', 'camera'] as const satisfies Source[];
export type Mutable = (typeof MUTABLE)[number];

/** All that a page shows of a call; a new object for each change. */
export type CallState = {
  phase: Phase;
  /** Why it ended, or why joining failed. */
  reason: EndReason | 'left' | 'signed_out' | 'failed' | null;
  /** What stands behind `failed`. */
  error: unknown;
  participants: Participant[];
  slots: Record<string, Slot | null>;
  speakers: string[];
  quality: Record<string, number>;
  /** How well what is shown arrives here, by person and source. */
  received: Record<string, Received>;
  /** In it for a while, and no way for sound and pictures is found: many networks let nothing through but pages. */
  blocked: boolean;
  /** One's own connection is poor, and not only for a moment. */
  weak: boolean;
  waiting: Waiting[];
  /** Own sources that are sent and not muted. */
  sending: Record<Source, boolean>;
  /** Own devices that ended by themselves and are not switched on again yet. */
  lost: Record<Mutable, boolean>;
};

export const initial: CallState = {
  phase: 'idle',
  reason: null,
  error: null,
  participants: [],
  slots: {},
  speakers: [],
  quality: {},
  received: {},
  blocked: false,
  weak: false,
  waiting: [],
  sending: { microphone: false, camera: false, screen: false, screen_audio: false },
  lost: { microphone: false, camera: false },
};

/** What a refusal to come in, or to come back, makes of the call. */
export function refused(error: unknown): Pick<CallState, 'phase' | 'reason' | 'error'> {
  const code = error instanceof Refused ? error.code : '';
  return { phase: 'ended', reason: code === 'room_ended' ? 'ended' : code === 'removed_from_room' ? 'removed' : 'failed', error };
}

export function reduce(state: CallState, frame: CallFrame): CallState {
  switch (frame.type) {
    case 'call_state':
      return { ...state, participants: frame.participants, slots: frame.slots };
    case 'call_speakers':
      return { ...state, speakers: frame.users };
    case 'call_quality':
      return { ...state, quality: frame.users };
    case 'call_lobby':
      return { ...state, waiting: frame.waiting, phase: frame.admitted ? state.phase : 'lobby' };
    case 'call_ended':
      return { ...state, phase: 'ended', reason: frame.reason };
  }
}
