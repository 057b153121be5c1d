import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useEffect, useRef } from 'react';
import type { Call } from '../../call/call.ts';
import type { CallState } from '../../call/state.ts';
import { toast } from '../../ui/toasts.ts';

const MUTABLE = ['microphone', 'camera'] as const;
type Mutable = (typeof MUTABLE)[number];

const TOLD = {
  microphone: msg`The host muted your microphone. Switch it on when you want to speak.`,
  camera: msg`The host switched your camera off. Switch it on when you want to be seen.`,
};

/** What went off in a call that goes on, and nobody here pressed. */
export function silenced(before: CallState, after: CallState, pressed: boolean): Mutable[] {
  if (pressed || after.phase === 'ended') return [];
  return MUTABLE.filter((source) => before.sending[source] && !after.sending[source]);
}

/** Says what the host has muted. Gives back what tells that what happens in `work` is pressed here. */
export function useMutedByHost(call: Call): <T>(work: () => T) => T {
  const pressed = useRef(false);
  useEffect(() => {
    let before = call.state;
    return call.subscribe(() => {
      for (const source of silenced(before, call.state, pressed.current)) toast(i18n._(TOLD[source]));
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
