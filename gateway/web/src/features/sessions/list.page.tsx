import { t } from '@lingui/core/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { listMentoringSessions, type MentoringSession } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { paged, type Paged } from '../../api/paged.ts';
import { queries } from '../../api/query-client.ts';
import { LinkButton } from '../../ui/button.tsx';
import { isComing } from '../../ui/loading.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Page, Stack } from '../../ui/page.tsx';
import { SessionCard } from './session-card.tsx';

type When = 'upcoming' | 'past';

const sessionsOf = (when: When): Paged<MentoringSession> => ({
  queryKey: ['mentoring_session', 'list', when], fetch: (cursor, signal) => listMentoringSessions({ query: { when, cursor }, signal }), spans: (session) => [session],
});

export const loader: Loader = () => {
  for (const when of ['upcoming', 'past'] as const) void queries.prefetchInfiniteQuery(paged(sessionsOf(when)));
};

export default function SessionsPage() {
  // as high as what is agreed, which is not known before
  const coming = isComing(useInfiniteQuery(paged(sessionsOf('upcoming'))));
  return (
    <Page title={t`Sessions`} lead={t`What is agreed, and what was.`}>
      <h2>{t`Coming`}</h2>
      <List
        when="upcoming" label={t`Coming sessions`}
        empty={(
          <Empty title={t`Nothing is agreed yet`} action={<LinkButton to="/mentors" look="primary">{t`Find a mentor`}</LinkButton>}>
            {t`When a request is accepted, its session stands here.`}
          </Empty>
        )}
      />
      {!coming && (
        <>
          <h2>{t`Past`}</h2>
          <List when="past" label={t`Past sessions`} empty={<Empty title={t`No past sessions`}>{t`What is over stands here.`}</Empty>} />
        </>
      )}
    </Page>
  );
}

function List({ when, label, empty }: { when: When; label: string; empty: ReactNode }) {
  return (
    <More<MentoringSession>
      {...sessionsOf(when)}
      empty={empty}
    >
      {(items) => <Stack as="ul" label={label}>{items.map((session) => <SessionCard key={session.id} session={session} />)}</Stack>}
    </More>
  );
}
