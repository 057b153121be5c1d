import { useQuery } from '@tanstack/react-query';
import { restoring } from '../api/refresh.ts';
import { Skeleton } from '../ui/loading.tsx';
import css from './frame.module.css';

/** In place of the frame, while it is found out who is signed in. */
export function Waiting() {
  const { failureReason } = useQuery({ ...restoring, enabled: false });
  return <main className={css.waiting}><Skeleton refused={failureReason} /></main>;
}
