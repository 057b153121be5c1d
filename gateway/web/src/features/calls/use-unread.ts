import { useEffect, useState } from 'react';
import { showChannel } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { realtime } from '../../realtime/index.ts';

/** What was said in a conversation that is not open. */
export function useUnread(channel: string, open: boolean): number {
  const { id: me } = useMe();
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (open) return;
    return realtime.subscribe(`channel:${channel}`, {
      event: (event) => {
        if (event.kind === 'message_posted' && event.message.author?.id !== me) setCount((now) => now + 1);
      },
      // also the first time: what was there before
      gap: () => void showChannel({ path: { id: channel } }).then(({ unread }) => setCount(unread), () => {}),
    });
  }, [channel, open, me]);
  if (open && count > 0) setCount(0);
  return count;
}
