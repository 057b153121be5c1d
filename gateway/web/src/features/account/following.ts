import { useEffect } from 'react';
import { useStore } from 'zustand';
import { queries } from '../../api/query-client.ts';
import { restoring } from '../../api/refresh.ts';
import { mayBeSignedIn, onSignedInElsewhere, session } from '../../api/session.ts';

/** `go` from the door when one is in: signed in here, by a token that was on its way, or at one of the other tabs. Whoever types stays there, unless it was the browser that filled it in. */
export function useFollowing(go: () => void): void {
  const isIn = useStore(session, ({ status }) => status === 'in');
  useEffect(() => {
    if (isIn && !isTyped()) return go();
    const follow = (): void => void (isTyped() || queries.fetchQuery({ ...restoring, staleTime: 0 }).catch(() => {}));
    // a tab that slept meanwhile
    if (session.getState().status === 'out' && mayBeSignedIn()) follow();
    // who signs in over somebody, or is told of again, is not whom this tab waits for
    return onSignedInElsewhere((_, first) => first && follow());
  });
}

const isTyped = (): boolean => [...document.querySelectorAll<HTMLInputElement>('main input:not(:autofill)')].some(({ value, defaultValue }) => value !== defaultValue);
