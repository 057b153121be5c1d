import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { lastSlug } from '../api/session.ts';

/** The sign-in ran out or was ended elsewhere: sign in, and come back to this page. */
export function SignInOver() {
  const router = useRouter();
  const navigate = useNavigate();
  useEffect(() => {
    // once: while the page of the sign-in loads this one stands, and whoever signs out is on the way already
    const { href, pathname } = router.latestLocation;
    if (pathname.startsWith('/o/')) return;
    void navigate({ to: '/o/$slug/sign-in', params: { slug: lastSlug() }, search: href === '/' ? {} : { next: href }, replace: true });
  }, [router, navigate]);
  return null;
}
