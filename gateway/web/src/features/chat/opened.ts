import { createContext, use, useState } from 'react';

/** What is open in a conversation: a row that is not drawn for a while comes back as it was left. */
export const Opened = createContext<Set<string>>(new Set());

/** Whether `name` is open, and the way to open and close it. */
export function useOpened(name: string): [open: boolean, set: (open: boolean) => void] {
  const all = use(Opened);
  const [open, show] = useState(() => all.has(name));
  const set = (next: boolean): void => {
    if (next) all.add(name);
    else all.delete(name);
    show(next);
  };
  return [open, set];
}

const EDIT = 'edit ';
export const editOf = (position: number): string => `${EDIT}${position}`;

/** The positions of the messages that somebody is changing. */
export const editedIn = (all: Set<string>): number[] => [...all].filter((name) => name.startsWith(EDIT)).map((name) => Number(name.slice(EDIT.length)));
