import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { showMentoringSession, showRoom, type MentoringSession, type Room } from '@lyceum/sdk';
import { CallRoom } from '../features/calls/call-room.tsx';
import { Conversation } from '../features/chat/conversation.tsx';
import { byTheClock } from '../lib/moments.ts';
import { Loaded } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import css from './call.module.css';

/** A call and its session's conversation meet here. */
export default function CallPage() {
  const { room: id } = useParams({ from: '/in/calls/$room' });
  const query = useQuery({
    queryKey: ['room', id, 'with session'],
    queryFn: async ({ signal }) => {
      const room = await showRoom({ path: { id }, signal });
      return { room, session: await showMentoringSession({ path: { id: room.session_id }, signal }) };
    },
    ...byTheClock<{ room: Room; session: MentoringSession }>(({ session }) => [session]),
  });
  if (!query.data) return <Page title={t`Call`} narrow><Loaded query={query}>{() => null}</Loaded></Page>;
  const { room, session } = query.data;
  return (
    <div className={css.page}>
      <CallRoom key={room.id} room={room} title={session.topic} channel={session.channel_id} chat={<Conversation id={session.channel_id} />} />
    </div>
  );
}
