import { useEffect } from 'react';
import { refresh } from '../../api/refresh.ts';
import { onSignedInElsewhere } from '../../api/session.ts';

/** At the door of all tabs, one signs in at one of them. Whoever types at another stays there, unless it was the browser that filled it in. */
export function useFollowing(go: () => void): void {
  useEffect(() => onSignedInElsewhere((_, first) => {
    // who signs in over somebody, or is told again, is not whom this tab waits for
    if (first && !isTyped()) void refresh().then((token) => token && go()).catch(() => {});
  }));
}

const isTyped = (): boolean => [...document.querySelectorAll<HTMLInputElement>('main input:not(:autofill)')].some(({ value, defaultValue }) => value !== defaultValue);
