import { useEffect, useEffectEvent, useState } from 'react';
import { session } from '../../api/session.ts';
import type { Tracks } from '../../call/devices.ts';
import { close, mayBeKnown, openKnown } from '../../call/known.ts';

/** Lets somebody whose devices are known `go` in without the page that checks them; true until that is decided. */
export function useStraight(may: boolean, person: string, go: (tracks: Tracks) => void): boolean {
  const [asking, setAsking] = useState(() => may && mayBeKnown(person));
  const decided = useEffectEvent((tracks: Tracks | null) => {
    setAsking(false);
    if (!tracks) return;
    // below the dialog that asks to sign in again nothing is on
    if (session.getState().status === 'in') go(tracks);
    else close(tracks);
  });
  useEffect(() => {
    if (!asking) return;
    let here = true;
    const ask = async (): Promise<void> => {
      const tracks = await openKnown(person);
      if (here) decided(tracks);
      else if (tracks) close(tracks);
    };
    void ask();
    return () => {
      here = false;
    };
  }, [asking, person]);
  return asking;
}
