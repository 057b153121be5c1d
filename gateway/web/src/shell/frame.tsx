import { t } from '@lingui/core/macro';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { session } from '../api/session.ts';
import { Away } from '../ui/as-of.tsx';
import { useAway } from './away.ts';
import { Banner } from './banner.tsx';
import { Comers } from './comers.tsx';
import css from './frame.module.css';
import { Sidebar, Tabs } from './navigation.tsx';
import { PaletteHost } from './palette-host.tsx';
import { whenThere } from './replaced.ts';
import { SignedOut } from './signed-out.tsx';

const load = () => import('./sign-in-over.tsx').then(({ SignInOver }) => ({ default: SignInOver }));
const SignInOver = lazy(() => whenThere(load));

/** What stands around every page behind the sign-in. */
export function Frame() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (s) => s.location.pathname });
  const page = useRouterState({ select: (s) => s.matches.at(-1)?.routeId });
  const router = useRouter();
  // a door, where one has just signed in; nothing, where the document begins here
  const first = useRef(router.state.resolvedLocation?.pathname ?? path);
  const status = useStore(session, (s) => s.status);
  const me = useStore(session, (s) => s.me);
  const away = useAway();
  // wanted when the server may be away
  useEffect(() => void load().catch(() => {}), []);
  useEffect(() => {
    // a new page is read from its start
    if (first.current !== path) main.current?.focus();
    first.current = path;
  }, [path]);
  if (!me) return <SignedOut />;
  return (
    <Away value={away}>
      <div className={css.frame} data-status={status}>
        <a className={css.skip} href="#main">{t`Skip to content`}</a>
        <Sidebar />
        <div className={css.column}>
          <Banner />
          <main id="main" ref={main} tabIndex={-1} className={css.main}>
            {/* a page that waits for its code would keep the one before it hidden, and the call that is in it alive */}
            <Outlet key={page} />
          </main>
        </div>
        <Tabs />
        <PaletteHost />
        <Comers me={me.id} />
        {status === 'expired' && <Suspense fallback={null}><SignInOver me={me} call={path.startsWith('/calls/')} /></Suspense>}
      </div>
    </Away>
  );
}
