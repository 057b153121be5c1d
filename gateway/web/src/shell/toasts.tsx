import { t } from '@lingui/core/macro';
import { useStore } from 'zustand';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { dismiss, toasts } from '../ui/toasts.ts';
import css from './toasts.module.css';

export function Toasts() {
  const list = useStore(toasts, (s) => s.list);
  return (
    <div className={css.toasts} role="status" aria-live="polite" aria-label={t`Messages`}>
      {list.map((toast) => (
        <div key={toast.id} className={css.toast}>
          <Notice tone={toast.tone} quiet>{toast.text}</Notice>
          <Button look="quiet" small aria-label={t`Dismiss`} onClick={() => dismiss(toast.id)}><Icon name="close" /></Button>
        </div>
      ))}
    </div>
  );
}
