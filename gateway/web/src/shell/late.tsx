import { t } from '@lingui/core/macro';
import { useLocation } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { problemOf } from '../api/problem.ts';
import { session } from '../api/session.ts';
import { Away as Since } from '../ui/as-of.tsx';
import { Skeleton } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Away } from './errors.tsx';
import css from './frame.module.css';
import { titleOf } from './places.ts';
import { isFailing, onFailing } from './replaced.ts';

/** In place of a page whose code is not here yet; `load` asks for it. */
export function Late({ load }: { load: object }) {
  const failing = useSyncExternalStore(onFailing, () => isFailing(load));
  const { pathname } = useLocation();
  const me = useStore(session, (s) => s.me);
  const title = me && titleOf(pathname, me);
  // nothing of the server's stands here that could be old
  if (failing) return <Since value={undefined}><Away error={problemOf(null, undefined)} comes /></Since>;
  if (!title) return <div className={css.waiting}><h1 className={css.hidden}>{t`Loading`}</h1><Skeleton late /></div>;
  return <Since value={undefined}><Page title={title}><Skeleton late /></Page></Since>;
}

/** The same where no frame is around it. */
export const LateDoor = (props: { load: object }) => <main><Late {...props} /></main>;
