import { t } from '@lingui/core/macro';
import { Link } from '@tanstack/react-router';
import type { Channel, MentoringSession } from '@lyceum/sdk';
import { deletedPerson } from '../../api/gone.ts';
import { useMe } from '../../api/me.ts';
import { unreadWords } from '../../lib/words.ts';
import { useConnected } from '../../realtime/connected.ts';
import { Badge } from '../../ui/notice.tsx';
import { Card, cover, Muted, Row } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Between } from '../../ui/time.tsx';
import css from './chat.module.css';
import { lastOf } from './last.ts';
import { useOutbox } from './use-outbox.ts';

/** A conversation in the list: with whom, of which session and what became of that, and its last words. */
export function ChannelCard({ channel, session }: { channel: Channel; session: MentoringSession | undefined }) {
  const me = useMe();
  const connected = useConnected();
  const { outgoing } = useOutbox(channel.id);
  const other = channel.members.find((m) => m.id !== me.id) ?? { display_name: deletedPerson() };
  return (
    <Card as="li">
      <Row between>
        <PersonLine person={other}><Link to="/chat/$id" params={{ id: channel.id }} className={cover}>{t`${{ title: channel.title }} with ${{ name: other.display_name }}`}</Link></PersonLine>
        {channel.unread > 0 && <Badge tone="accent">{unreadWords(channel.unread)}</Badge>}
      </Row>
      {session && (
        <Row>
          <Muted><Between start={session.start} end={session.end} other={other} /></Muted>
          {session.state === 'cancelled' && <Badge>{t`Cancelled`}</Badge>}
        </Row>
      )}
      <p className={css.last}>{lastOf(channel, outgoing, me.id, connected)}</p>
    </Card>
  );
}
