import { isOutdated } from '../api/mutation.ts';
import { refuse } from './toasts.ts';

/** Of a list what is so now may take away the very thing that was pressed, and why it was refused with it: then it is told in passing too. */
export function tellTooLate(error: unknown): boolean {
  const isLate = isOutdated(error);
  if (isLate) refuse(error);
  return isLate;
}
