import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useEffect, useRef } from 'react';
import type { Call } from '../../call/call.ts';
import { MUTABLE, type CallState, type Mutable } from '../../call/state.ts';
import { dismissAllOf } from '../../ui/toasts.ts';
import { tellOf } from './silent.ts';

const MUTED: Record<Mutable, MessageDescriptor> = {
  microphone: msg`The host muted your microphone. Switch it on when you want to speak.`,
  camera: msg`The host switched your camera off. Switch it on when you want to be seen.`,
};

const LOST: Record<Mutable, MessageDescriptor> = {
  microphone: msg`Your microphone has stopped: it was unplugged, or this page may not use it any more. Nobody hears you until you switch it on again.`,
  camera: msg`Your camera has stopped: it was unplugged, or this page may not use it any more. Nobody sees you until you switch it on again.`,
};

/** What went off in a call that goes on, and nobody here pressed. */
export function silenced(before: CallState, after: CallState, pressed: boolean): Mutable[] {
  if (pressed || after.phase === 'ended') return [];
  return MUTABLE.filter((source) => before.sending[source] && !after.sending[source]);
}

/** Says what went off, and takes back what was said of what is on again. */
export function tellChange(before: CallState, after: CallState, pressed: boolean): void {
  for (const source of MUTABLE) if (!before.sending[source] && after.sending[source]) dismissAllOf(source);
  for (const source of silenced(before, after, pressed)) {
    if (after.lost[source]) tellOf(source, LOST[source], 'bad');
    else tellOf(source, MUTED[source], 'ok');
  }
}

/** Says what the host has muted, and what ended by itself. Gives back what tells that what happens in `work` is pressed here. */
export function useSilenced(call: Call): <T>(work: () => T) => T {
  const pressed = useRef(false);
  useEffect(() => {
    let before = call.state;
    return call.subscribe(() => {
      tellChange(before, call.state, pressed.current);
      before = call.state;
    });
  }, [call]);
  return (work) => {
    pressed.current = true;
    try {
      return work();
    } finally {
      pressed.current = false;
    }
  };
}
