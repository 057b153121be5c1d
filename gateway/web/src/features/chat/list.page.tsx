import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import type { Channel } from '@lyceum/sdk';
import { conversationsFrom, newestSessions } from '../../api/reads.ts';
import { LinkButton } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Page, Stack } from '../../ui/page.tsx';
import { ChannelCard } from './channel-card.tsx';
import { latestFirst } from './order.ts';

export default function ChatPage() {
  const sessions = useQuery(newestSessions);
  return (
    <Page title={t`Chat`} lead={t`A conversation for each agreed session.`}>
      <More<Channel>
        queryKey={['channel', 'pages']}
        fetch={conversationsFrom}
        empty={(
          <Empty title={t`No conversations yet`} action={<LinkButton to="/mentors" look="primary">{t`Find a mentor`}</LinkButton>}>
            {t`When a request is accepted, its conversation opens here.`}
          </Empty>
        )}
      >
        {(items) => (
          <Stack as="ul" label={t`Conversations`}>
            {latestFirst(items).map((channel) => <ChannelCard key={channel.id} channel={channel} session={sessions.data?.find(({ id }) => id === channel.session_id)} />)}
          </Stack>
        )}
      </More>
    </Page>
  );
}
