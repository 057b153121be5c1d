import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Call } from '../../call/call.ts';
import { problemOf } from '../../call/devices.ts';
import type { Tone } from '../../ui/notice.tsx';
import { dismissAllOf, toast } from '../../ui/toasts.ts';

const SILENT = {
  microphone: msg`The microphone did not start.`, camera: msg`The camera did not start.`, speaker: msg`The speaker did not start.`, screen: msg`Sharing the screen did not start.`,
};

export type Device = keyof typeof SILENT;

/** Says what became of a device in this call, in place of what was said of it before. */
export function tellOf(what: Device, words: MessageDescriptor, tone: Tone): void {
  dismissAllOf(what);
  toast(i18n._(words), tone, { of: ['call', what] });
}

/** Says that what was to start did not. */
export const tellSilent = (what: Device): void => tellOf(what, SILENT[what], 'bad');

/** Waits for what somebody switched on or off, and says it where that did not start. A choice of screens that is closed is an answer. */
export async function attempt(call: Call, what: Device, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (call.state.phase === 'ended') return;
    if (what !== 'screen' || problemOf(error) !== 'denied') tellSilent(what);
  }
}
