import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { lastSlug, session } from '../api/session.ts';

/** Nobody is signed in here any more: to the sign-in, and back to this page, but not without the account that it was for. */
export function SignedOut() {
  const router = useRouter();
  const navigate = useNavigate();
  useEffect(() => {
    // once: while the page of the sign-in loads this one stands, and whoever signs out is on the way already
    const { href, pathname } = router.latestLocation;
    if (/^\/o(\/|$)/.test(pathname)) return;
    const slug = lastSlug();
    const search = href === '/' || session.getState().deleted ? {} : { next: href };
    void (slug ? navigate({ to: '/o/$slug/sign-in', params: { slug }, search, replace: true }) : navigate({ to: '/o', search, replace: true }));
  }, [router, navigate]);
  return null;
}
