import type { CallFrame, Signalling } from '../call/signalling.ts';
import type { Realtime } from './realtime.ts';

/** Refusals that answer no request are of calls, but for these. */
const OTHERS = ['bad_frame', 'not_subscribed'];

/** A call's view of the socket. */
export function signallingOver(realtime: Realtime): Signalling {
  return {
    request: (frame) => realtime.request(frame),
    send: (frame) => void realtime.send(frame),
    onFrame: (room, listener) =>
      realtime.onFrame((frame) => {
        if (frame.type.startsWith('call_') && 'room' in frame && frame.room === room) listener(frame as unknown as CallFrame);
      }),
    onLost: (listener) => realtime.onFrame((frame) => frame.type === 'error' && !OTHERS.includes(frame.code) && listener()),
    onReopened: (listener) => realtime.onReopened(listener),
  };
}
