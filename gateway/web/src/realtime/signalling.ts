import type { CallFrame, Signalling } from '../call/signalling.ts';
import type { Realtime } from './realtime.ts';

/** A call's view of the socket. */
export function signallingOver(realtime: Realtime): Signalling {
  return {
    request: (frame) => realtime.request(frame),
    send: (frame) => void realtime.send(frame),
    onFrame: (room, listener) =>
      realtime.onFrame((frame) => {
        if (frame.type.startsWith('call_') && 'room' in frame && frame.room === room) listener(frame as unknown as CallFrame);
      }),
    // a refusal that answers no request
    onLost: (room, listener) =>
      realtime.onFrame((frame) => frame.type === 'error' && frame.id === undefined && frame.room === room && listener()),
    onReopened: (listener) => realtime.onReopened(listener),
  };
}
