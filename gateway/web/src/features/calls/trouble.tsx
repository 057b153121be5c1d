import { i18n, type MessageDescriptor } from '@lingui/core';
import { t, msg } from '@lingui/core/macro';
import { useEffect, useEffectEvent } from 'react';
import type { Problem } from '../../call/devices.ts';
import { onAllowed, stepsToAllow } from '../../call/permission.ts';
import { Notice } from '../../ui/notice.tsx';
import css from './calls.module.css';

type Kind = 'microphone' | 'camera';
type Props = { kind: Kind; problem: Problem; again: () => void };

type Told = Exclude<Problem, 'denied' | 'denied_by_system'>;

const PROBLEMS: Record<Kind, Record<Told, MessageDescriptor>> = {
  microphone: {
    missing: msg`The microphone was not found. Plug one in, then switch it on again.`,
    in_use: msg`The microphone is used by another program. Close that, then switch it on again.`,
    insecure: msg`The microphone works on https or localhost only.`,
    ended: msg`The microphone has stopped: it was unplugged, or this page may not use it any more. Switch it on again.`,
    failed: msg`The microphone did not start. Switch it on again.`,
  },
  camera: {
    missing: msg`The camera was not found. Plug one in, then switch it on again.`,
    in_use: msg`The camera is used by another program. Close that, then switch it on again.`,
    insecure: msg`The camera works on https or localhost only.`,
    ended: msg`The camera has stopped: it was unplugged, or this page may not use it any more. Switch it on again.`,
    failed: msg`The camera did not start. Switch it on again.`,
  },
};

/** Why a device is not open, and what to do. */
export function Trouble({ kind, problem, again }: Props) {
  const allowed = useEffectEvent(again);
  const denied = problem === 'denied' || problem === 'denied_by_system';
  useEffect(() => (denied ? onAllowed(kind, () => allowed()) : undefined), [kind, denied]);
  if (!denied) return <Notice tone="warn">{i18n._(PROBLEMS[kind][problem])}</Notice>;
  return (
    <Notice tone="warn">
      <p>{kind === 'camera' ? t`The camera may not be used on this page. To allow it:` : t`The microphone may not be used on this page. To allow it:`}</p>
      <ol className={css.steps}>
        {stepsToAllow(problem === 'denied' ? 'browser' : 'system', kind, navigator.userAgent).map((step) => <li key={step}>{step}</li>)}
      </ol>
    </Notice>
  );
}
