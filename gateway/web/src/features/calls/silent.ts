import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { toast } from '../../ui/toasts.ts';

const SILENT = {
  microphone: msg`The microphone did not start.`, camera: msg`The camera did not start.`, speaker: msg`The speaker did not start.`, screen: msg`Sharing the screen did not start.`,
};

export type Device = keyof typeof SILENT;

/** Says that what was to start did not. */
export const tellSilent = (what: Device): void => void toast(i18n._(SILENT[what]), 'bad');
