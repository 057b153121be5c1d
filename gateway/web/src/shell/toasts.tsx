import { t } from '@lingui/core/macro';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { act, dismiss, hold, toasts } from '../ui/toasts.ts';
import css from './toasts.module.css';

export function Toasts() {
  const list = useStore(toasts, (s) => s.list);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only waits while somebody is here
    <div
      className={css.toasts} role="status" aria-live="polite" aria-label={t`Messages`}
      onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)} onFocus={() => hold(true)} onBlur={() => hold(false)}
    >
      {list.map((toast) => (
        <div key={toast.id} className={css.toast}>
          <Notice tone={toast.tone} quiet>{toast.text}</Notice>
          {toast.action && <Button small onClick={() => act(toast)}>{toast.action.label}</Button>}
          <Button look="quiet" small aria-label={t`Dismiss`} onClick={() => dismiss(toast.id)}><Icon name="close" /></Button>
        </div>
      ))}
    </div>
  );
}
