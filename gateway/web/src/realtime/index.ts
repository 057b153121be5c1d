import { refresh, token } from '../api/refresh.ts';
import { Realtime } from './realtime.ts';

/** The server closes a socket whose token ran out. It is looked at once a minute, as often as a tab in the background may, so it is renewed more than a look ahead. */
const AHEAD_MS = 120_000;

export const socketUrl = (): string => `${location.origin.replace(/^http/, 'ws')}/v1/realtime`;

/** The page's socket. */
export const realtime = new Realtime(
  socketUrl,
  (renew) => (renew ? refresh() : token(AHEAD_MS)),
);
