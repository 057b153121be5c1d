import { hasCome } from '../../lib/words.ts';
import { useComers } from '../../realtime/use-room.ts';
import { Notice } from '../../ui/notice.tsx';

/** Who has come to a call and is waited for by nobody yet. */
export function Knocking({ room, me }: { room: string; me: string }) {
  return useComers(room, me).map(({ user, waits }) => <Notice key={user.id} tone="live">{hasCome(user.display_name, waits)}</Notice>);
}
