import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { showMentoringSession, showRoom, type MentoringSession, type Room } from '@lyceum/sdk';
import { Problem } from '../api/problem.ts';
import { CallRoom } from '../features/calls/call-room.tsx';
import type { Out } from '../features/calls/pre-join.tsx';
import { Conversation } from '../features/chat/conversation.tsx';
import { byTheClock } from '../lib/moments.ts';
import { LinkButton } from '../ui/button.tsx';
import { Loaded } from '../ui/loading.tsx';
import { Empty, Page } from '../ui/page.tsx';
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
    // whether one may come in is asked before a camera is switched on
    staleTime: 0,
    ...byTheClock<{ room: Room; session: MentoringSession }>(({ session }) => [session]),
  });
  if (query.error instanceof Problem && query.error.status === 404) {
    return (
      <Page title={t`Call`} narrow>
        <Empty title={t`There is no such call`} action={<LinkButton look="primary" to="/">{t`Go to Today`}</LinkButton>}>{t`Or it is not yours to join.`}</Empty>
      </Page>
    );
  }
  if (!query.data || !query.isFetchedAfterMount) return <Page title={t`Call`} narrow><Loaded query={query}>{() => null}</Loaded></Page>;
  const { room, session } = query.data;
  return (
    <div className={css.page}>
      <CallRoom key={room.id} room={room} out={outOf(session, room)} title={session.topic} channel={session.channel_id} chat={<Conversation id={session.channel_id} />} />
    </div>
  );
}

/** Why nobody, or not this person, comes in any more. */
function outOf({ state, call_closed }: MentoringSession, room: Room): Out | null {
  if (state === 'cancelled') return 'cancelled';
  return call_closed ?? (room.state === 'ended' ? 'ended' : null);
}
