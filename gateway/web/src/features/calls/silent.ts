import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Call } from '../../call/call.ts';
import { problemOf } from '../../call/devices.ts';
import { toast } from '../../ui/toasts.ts';

const SILENT = {
  microphone: msg`The microphone did not start.`, camera: msg`The camera did not start.`, speaker: msg`The speaker did not start.`, screen: msg`Sharing the screen did not start.`,
};

export type Device = keyof typeof SILENT;

/** Says that what was to start did not. */
export const tellSilent = (what: Device): void => void toast(i18n._(SILENT[what]), 'bad', { of: 'call' });

/** Waits for what somebody switched on or off, and says it where that did not start. A choice of screens that is closed is an answer. */
export async function attempt(call: Call, what: Device, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (call.state.phase === 'ended') return;
    if (what !== 'screen' || problemOf(error) !== 'denied') tellSilent(what);
  }
}
