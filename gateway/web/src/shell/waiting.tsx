import { Skeleton } from '../ui/loading.tsx';
import css from './frame.module.css';

/** In place of the frame, while it is found out who is signed in. */
export function Waiting() {
  return <main className={css.waiting}><Skeleton /></main>;
}
