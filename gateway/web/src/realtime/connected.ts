import { useSyncExternalStore } from 'react';
import { realtime } from './index.ts';

/** Whether what is shown, above all who is there, is of now. */
export function useConnected(): boolean {
  return useSyncExternalStore((changed) => realtime.onStatus(changed), () => realtime.status === 'open');
}
