import { useNavigate } from '@tanstack/react-router';
import { signOut, signOutEverywhere } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { depart } from '../../api/session.ts';
import { channelsWaiting, draftsOf } from '../../api/written.ts';
import { refuse } from '../../ui/toasts.ts';
import { settleEverywhere, waits } from '../../ui/undo.ts';

/** To the door, as nobody. */
export function useLeave(deleted = false): () => void {
  const { organization: { slug } } = useMe();
  const navigate = useNavigate();
  return () => {
    depart(deleted);
    void navigate({ to: '/o/$slug/sign-in', params: { slug }, search: {} });
  };
}

/** Whether who signs out loses what they wrote and have not sent; what waits for its undo is sent. */
export const losesWords = (author: string): boolean => channelsWaiting(author).length > 0 || !draftsOf(author).every(waits);

/** Out of here, or out of everywhere; then to the door. */
export function useSignOut() {
  const done = useLeave();
  // what waits to be undone is still this person's to send
  const settled = async (end: () => Promise<unknown>): Promise<void> => {
    await settleEverywhere();
    await end();
  };
  const failed = (error: unknown): boolean => {
    refuse(error);
    return true;
  };
  const here = useWrite({ run: (_: void) => settled(() => signOut({ body: {} })), done, failed });
  const everywhere = useWrite({ run: (_: void) => settled(() => signOutEverywhere()), done, failed });
  return { here, everywhere };
}
