import { t } from '@lingui/core/macro';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import { Countdown } from '../ui/again.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { taken, toastPlaces } from '../ui/toast-place.tsx';
import { act, dismiss, hold, toasts } from '../ui/toasts.ts';
import { keepClear } from './clear.ts';
import css from './toasts.module.css';

/** Over the page, or in the place that it keeps for them. */
export function Toasts() {
  const place = useStore(toastPlaces, (s) => taken(s.list));
  return place ? createPortal(<Shown className={css.placed} />, place) : <Shown className={css.floating} floating />;
}

function Shown({ className, floating }: { className: string | undefined; floating?: boolean }) {
  const list = useStore(toasts, (s) => s.list);
  // what goes from under a pointer does not say that it left
  useEffect(() => () => hold(false), []);
  return (
    // read out one by one: a status is read again as a whole with every toast more
    <div
      ref={floating ? keepClear : undefined} className={className} aria-live="polite" data-toasts data-floating={floating}
      onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)} onFocus={() => hold(true)} onBlur={() => hold(false)}
    >
      {list.map((toast) => (
        <div key={toast.id} className={css.toast}>
          <Notice tone={toast.tone} quiet>{toast.text}{toast.until && <Countdown until={toast.until} />}</Notice>
          {toast.action && <Button small onClick={() => act(toast)}>{toast.action.label}</Button>}
          <Button look="quiet" small aria-label={t`Dismiss`} onClick={() => dismiss(toast.id)}><Icon name="close" /></Button>
        </div>
      ))}
    </div>
  );
}
