import { t, plural } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listChannels, type Channel } from '@lyceum/sdk';
import { deletedPerson } from '../../api/gone.ts';
import { useMe } from '../../api/me.ts';
import { newestSessions } from '../../api/reads.ts';
import { LinkButton } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, Empty, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Between } from '../../ui/time.tsx';
import css from './chat.module.css';
import { latestFirst } from './order.ts';

export default function ChatPage() {
  const me = useMe();
  const sessions = useQuery(newestSessions);
  return (
    <Page title={t`Chat`} lead={t`A conversation for each agreed session.`}>
      <More<Channel>
        queryKey={['channel', 'pages']}
        fetch={(cursor, signal) => listChannels({ query: { cursor }, signal })}
        empty={(
          <Empty title={t`No conversations yet`} action={<LinkButton to="/mentors" look="primary">{t`Find a mentor`}</LinkButton>}>
            {t`When a request is accepted, its conversation opens here.`}
          </Empty>
        )}
      >
        {(items) => (
          <Stack as="ul" label={t`Conversations`}>
            {latestFirst(items).map((channel) => {
              const other = channel.members.find((m) => m.id !== me.id) ?? { display_name: deletedPerson() };
              const session = sessions.data?.find(({ id }) => id === channel.session_id);
              const last = channel.last_message;
              const said = last?.text ?? t`Message deleted`;
              return (
                <Card as="li" key={channel.id}>
                  <Row between>
                    <PersonLine person={other}><Link to="/chat/$id" params={{ id: channel.id }}>{t`${{ title: channel.title }} with ${{ name: other.display_name }}`}</Link></PersonLine>
                    {channel.unread > 0 && <Badge tone="accent">{plural(channel.unread, { one: '# unread', other: '# unread' })}</Badge>}
                  </Row>
                  {session && <Muted><Between start={session.start} end={session.end} other={other} /></Muted>}
                  <p className={css.last}>{!last ? t`No messages yet` : last.author.id === me.id ? t`You: ${said}` : t`${{ name: last.author.display_name }}: ${said}`}</p>
                </Card>
              );
            })}
          </Stack>
        )}
      </More>
    </Page>
  );
}
