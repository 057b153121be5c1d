import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Link, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router';
import type { SignedIn } from '@lyceum/sdk';
import { accept } from '../../api/session.ts';
import { Door } from './door.tsx';
import { useFollowing } from './following.ts';
import { SignInForm } from './sign-in-form.tsx';

export { loader } from './door.tsx';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Written on another page already. Not in the address, which stands in logs. */
    email?: string;
  }
}

export default function SignInPage() {
  const { slug } = useParams({ from: '/o/$slug/sign-in' });
  const { next } = useSearch({ from: '/o/$slug/sign-in' });
  const email = useRouterState({ select: (s) => s.location.state.email });
  const navigate = useNavigate();
  const go = (): void => void navigate({ href: next ?? '/', replace: true });
  const done = (signedIn: SignedIn): void => {
    accept(signedIn);
    go();
  };
  useFollowing(go);
  const foot = (
    <>
      <p><Trans>New here? <Link to="/o/$slug/sign-up" params={{ slug }} search={next ? { next } : {}}>Create an account</Link></Trans></p>
      <p>{t`Forgot your password? Ask your organization for a link to set a new one.`}</p>
    </>
  );
  return <Door slug={slug} title={t`Sign in`} foot={foot}><SignInForm slug={slug} email={email} done={done} /></Door>;
}
