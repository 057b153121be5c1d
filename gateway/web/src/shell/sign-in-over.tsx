import { Navigate, useRouterState } from '@tanstack/react-router';
import { lastSlug } from '../api/session.ts';

/** The sign-in ran out or was ended elsewhere: sign in, and come back to this page. */
export function SignInOver() {
  const next = useRouterState({ select: (s) => s.location.href });
  return <Navigate to="/o/$slug/sign-in" params={{ slug: lastSlug() }} search={next === '/' ? {} : { next }} replace />;
}
