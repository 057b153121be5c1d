import { t } from '@lingui/core/macro';
import type { CallState } from '../../call/state.ts';
import { endingOf } from './endings.ts';
import css from './told.module.css';

/** Says that one is in the call, and what ended it, to who does not see the page become another. It stands from the first page on: what comes with its words is not read out. */
export function Told({ state }: { state: CallState }) {
  return <p className={css.told} role="status">{state.phase === 'in' ? t`You are in the call.` : state.phase === 'ended' ? endingOf(state) : ''}</p>;
}
