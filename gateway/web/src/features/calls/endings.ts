import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { CallState } from '../../call/state.ts';

const ENDINGS = {
  left: msg`You left the call`,
  signed_out: msg`Your sign-in ended, and you left the call`,
  ended: msg`The call has ended`,
  removed: msg`The host removed you from the call`,
  left_elsewhere: msg`You joined from another place`,
  failed: msg`The call did not connect`,
};

/** Why one is not in the call any more. */
export const endingOf = ({ reason }: Pick<CallState, 'reason'>): string => i18n._(ENDINGS[reason ?? 'left']);
