import { t } from '@lingui/core/macro';
import { Link } from '@tanstack/react-router';
import type { MentoringSession, User } from '@lyceum/sdk';
import { LinkButton } from '../../ui/button.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Between } from '../../ui/time.tsx';
import css from './chat.module.css';

/** Of which session a conversation is, and the ways to it and into its call. */
export function Ways({ session, other }: { session: MentoringSession; other: User | undefined }) {
  return (
    <div className={css.of}>
      <p><Link to="/sessions"><Between start={session.start} end={session.end} other={other} /></Link></p>
      {session.state === 'cancelled' && <Badge>{t`Cancelled`}</Badge>}
      {session.can.join && <LinkButton small look="primary" to="/calls/$room" params={{ room: session.room_id }}>{t`Join the call`}</LinkButton>}
    </div>
  );
}
