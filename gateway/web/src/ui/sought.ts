import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

/** What is sought in a list, by the names of its fields. */
export type Sought = { name?: string; topic?: string };

/**
 * What the fields of a search say, and how that changes. They have it themselves: the address follows later than somebody types, and a field
 * that waited for it would lose letters, the caret and every input method. Another entry of the history, by Back or a link, has its own.
 */
export function useSought(page: '/mentors' | '/people'): [Sought, (change: Sought) => void] {
  const { pathname, search, state: { __TSR_index: entry } } = useLocation();
  const navigate = useNavigate();
  const [said, say] = useState(() => ({ entry, sought: wordsOf(search) }));
  // the address of the next page stands there before that page does
  if (entry !== said.entry && pathname === page) say({ entry, sought: wordsOf(search) });
  const seek = (change: Sought): void => {
    const sought = { ...said.sought, ...change };
    say({ ...said, sought });
    void navigate({ to: page, search: sought, replace: true, resetScroll: false });
  };
  return [said.sought, seek];
}

const wordsOf = (search: object): Sought => Object.fromEntries(Object.entries(search).filter(([, value]) => typeof value === 'string'));
