import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { showMentoringSession, type MentoringSession, type User } from '@lyceum/sdk';
import { LinkButton } from '../../ui/button.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Between } from '../../ui/time.tsx';
import css from './chat.module.css';

/** As long in words as any; nobody sees it. */
const SOME = { start: '2030-11-27T12:30:00Z', end: '2030-11-27T13:00:00Z' };

/** Of which session a conversation is, and the ways to it and into its call. It has its place before it is known: what comes above the messages moves them. */
export function SessionOf({ id, other }: { id: string | undefined; other: User | undefined }) {
  const { data } = useQuery({ queryKey: ['mentoring_session', id], enabled: id !== undefined, queryFn: ({ signal }) => showMentoringSession({ path: { id: id! }, signal }) });
  if (data) return <Ways session={data} other={other} />;
  return <div className={css.of}><p className={css.coming} aria-hidden><Between {...SOME} other={other} /></p></div>;
}

function Ways({ session, other }: { session: MentoringSession; other: User | undefined }) {
  return (
    <div className={css.of}>
      <p><Link to="/sessions"><Between start={session.start} end={session.end} other={other} /></Link></p>
      {session.state === 'cancelled' && <Badge>{t`Cancelled`}</Badge>}
      {session.can.join && <LinkButton small look="primary" to="/calls/$room" params={{ room: session.room_id }}>{t`Join the call`}</LinkButton>}
    </div>
  );
}
