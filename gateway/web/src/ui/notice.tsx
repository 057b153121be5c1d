import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { Icon, type IconName } from './icon.tsx';
import css from './notice.module.css';

export type Tone = 'accent' | 'ok' | 'warn' | 'bad' | 'live' | 'muted';
const ICONS: Record<Tone, IconName> = { accent: 'info', ok: 'check', warn: 'alert', bad: 'alert', live: 'live', muted: 'info' };

/** Never colour alone: an icon says the tone too. */
export function Notice({ tone = 'accent', children, quiet }: { tone?: Tone; children: ReactNode; quiet?: boolean }) {
  return (
    <div className={cx(css.notice, css[tone])} role={quiet ? undefined : tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}

export function Badge({ tone = 'muted', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={cx(css.badge, css[tone])}>{children}</span>;
}
