import { useEffect, useEffectEvent } from 'react';
import type { Problem } from '../../call/devices.ts';
import { onAllowed, stepsToAllow } from '../../call/permission.ts';
import { Notice } from '../../ui/notice.tsx';
import css from './calls.module.css';

type Kind = 'microphone' | 'camera';
type Props = { kind: Kind; problem: Problem; again: () => void };

const PROBLEMS: Record<Exclude<Problem, 'denied' | 'denied_by_system'>, string> = {
  missing: 'was not found. Plug one in, then switch it on again.',
  in_use: 'is used by another program. Close that, then switch it on again.',
  insecure: 'works on https or localhost only.',
  failed: 'did not start. Switch it on again.',
};

/** Why a device did not open, and what to do. */
export function Trouble({ kind, problem, again }: Props) {
  const allowed = useEffectEvent(again);
  const denied = problem === 'denied' || problem === 'denied_by_system';
  useEffect(() => (denied ? onAllowed(kind, () => allowed()) : undefined), [kind, denied]);
  if (!denied) return <Notice tone="warn">The {kind} {PROBLEMS[problem]}</Notice>;
  return (
    <Notice tone="warn">
      <p>The {kind} may not be used on this page. To allow it:</p>
      <ol className={css.steps}>
        {stepsToAllow(problem === 'denied' ? 'browser' : 'system', kind, navigator.userAgent).map((step) => <li key={step}>{step}</li>)}
      </ol>
    </Notice>
  );
}
