import { signIn, type SignedIn } from '@lyceum/sdk';
import { Problem } from '../../api/problem.ts';
import { device } from './device.ts';

const TRIES = 6;
const PAUSE_MS = 400;

/** Signs in once the new account is made. Null when the password is not that of the account: somebody has this email already. */
export async function signInWhenReady(slug: string, who: { email: string; password: string }): Promise<SignedIn | null> {
  for (let tries = 1; ; tries++) {
    try {
      return await signIn({ path: { slug }, body: { email: who.email, password: who.password, device: device() } });
    } catch (error) {
      const early = error instanceof Problem && (error.code === 'account_pending' || error.code === 'credentials_wrong');
      if (!early) throw error;
      if (tries === TRIES) return null;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
