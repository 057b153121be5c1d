import { refresh, token } from '../api/refresh.ts';
import { Realtime } from './realtime.ts';

/** The page's socket. */
export const realtime = new Realtime(
  () => `${location.origin.replace(/^http/, 'ws')}/v1/realtime`,
  (renew) => (renew ? refresh() : token()),
);
