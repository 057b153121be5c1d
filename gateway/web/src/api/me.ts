import { useStore } from 'zustand';
import type { Me } from '@lyceum/sdk';
import { session } from './session.ts';

/** The signed-in person, on pages behind the sign-in. */
export function useMe(): Me {
  const me = useStore(session, (s) => s.me);
  if (!me) throw new Error('this page stands behind the sign-in');
  return me;
}

/** The same where nothing is drawn. */
export function currentMe(): Me {
  const { me } = session.getState();
  if (!me) throw new Error('this is read behind the sign-in');
  return me;
}

export function updateMe(me: Me): void {
  session.setState({ me });
}
