import { signIn, type SignedIn } from '@lyceum/sdk';
import { Problem } from '../../api/problem.ts';
import { device } from './device.ts';

/** Making an account takes a part of a second. Fewer tries than the server takes for one account in a minute, so that somebody can still sign in by hand. */
const PAUSES_MS = [1500];

/**
 * Signs in once the new account is made. Null when that does not come: somebody has this email already, with another password, or it was tried
 * too often. The server does not tell which, so that nobody learns who has an account.
 */
export async function signInWhenReady(slug: string, who: { email: string; password: string }): Promise<SignedIn | null> {
  for (let tries = 0; ; tries++) {
    try {
      return await signIn({ path: { slug }, body: { email: who.email, password: who.password, device: device() } });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'rate_limited') return null;
      if (error.code !== 'account_pending' && error.code !== 'credentials_wrong') throw error;
      const pause = PAUSES_MS[tries];
      if (pause === undefined && error.code === 'account_pending') throw error;
      if (pause === undefined) return null;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
