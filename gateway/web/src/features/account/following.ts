import { useEffect } from 'react';
import { queries } from '../../api/query-client.ts';
import { restoring } from '../../api/refresh.ts';
import { mayBeSignedIn, onSignedInElsewhere, session } from '../../api/session.ts';

/** At the door of all tabs, one signs in at one of them. Whoever types at another stays there, unless it was the browser that filled it in. */
export function useFollowing(go: () => void): void {
  useEffect(() => {
    const follow = (): void => void (isTyped() || queries.fetchQuery({ ...restoring, staleTime: 0 }).then((restored) => restored && go()).catch(() => {}));
    // a tab that slept meanwhile
    if (session.getState().status === 'out' && mayBeSignedIn()) follow();
    // who signs in over somebody, or is told of again, is not whom this tab waits for
    return onSignedInElsewhere((_, first) => first && follow());
  });
}

const isTyped = (): boolean => [...document.querySelectorAll<HTMLInputElement>('main input:not(:autofill)')].some(({ value, defaultValue }) => value !== defaultValue);
