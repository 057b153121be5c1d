import { useQuery } from '@tanstack/react-query';
import { Problem } from '../api/problem.ts';
import { restoring } from '../api/refresh.ts';
import { Skeleton } from '../ui/loading.tsx';
import { Away } from './errors.tsx';
import css from './frame.module.css';

/** In place of the frame, while it is found out who is signed in. */
export function Waiting() {
  const { failureReason } = useQuery({ ...restoring, enabled: false });
  // a browser that knows of no network need not try three times
  if (failureReason instanceof Problem && failureReason.status === 0 && !navigator.onLine) return <main><Away error={failureReason} /></main>;
  return <main className={css.waiting}><Skeleton refused={failureReason} /></main>;
}
