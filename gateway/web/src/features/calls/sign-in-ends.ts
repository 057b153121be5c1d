import { session } from '../../api/session.ts';

/** Calls back once nobody is signed in here any more, or somebody who has to say so again: at once, before a page can. */
export const onSignInEnds = (end: () => void): (() => void) => session.subscribe(({ status }, before) => status !== 'in' && before.status === 'in' && end());
