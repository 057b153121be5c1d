import { t, plural } from '@lingui/core/macro';
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { MentoringRequest, User } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { currentMe, useMe } from '../../api/me.ts';
import { paged, type Paged } from '../../api/paged.ts';
import { queries } from '../../api/query-client.ts';
import { newestSessions } from '../../api/reads.ts';
import { LinkButton } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, cover, Empty, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Between } from '../../ui/time.tsx';
import { AgreedTime } from './agreed-time.tsx';
import { inOrder, spansOf, standing } from './can.ts';
import { pageOf } from './pages.ts';

const requestsOn = (side: 'student' | 'mentor'): Paged<MentoringRequest> => ({
  queryKey: ['mentoring_request', 'list', side], fetch: (cursor, signal) => pageOf(side, cursor, signal), spans: spansOf,
});

export const loader: Loader = () => {
  if (currentMe().roles.includes('mentor')) void queries.prefetchInfiniteQuery(paged(requestsOn('mentor')));
  void queries.prefetchInfiniteQuery(paged(requestsOn('student')));
  void queries.prefetchQuery(newestSessions);
};

export default function RequestsPage() {
  const me = useMe();
  const mentor = me.roles.includes('mentor');
  return (
    <Page title={t`Requests`} lead={t`What was asked, and whose turn it is.`} actions={<LinkButton to="/mentors">{t`Find a mentor`}</LinkButton>}>
      {mentor && (
        <>
          <h2>{t`From students`}</h2>
          <List side="mentor" empty={<Empty title={t`No requests from students`}>{t`They appear here by themselves when a student asks you.`}</Empty>} />
          <h2>{t`To mentors`}</h2>
        </>
      )}
      <List side="student" empty={<Empty title={t`You have not asked anybody yet`}>{t`Choose a mentor and propose a time.`}</Empty>} />
    </Page>
  );
}

function List({ side, empty }: { side: 'student' | 'mentor'; empty: ReactNode }) {
  const me = useMe();
  const sessions = useQuery(newestSessions);
  return (
    <More<MentoringRequest>
      {...requestsOn(side)}
      empty={empty}
    >
      {(items) => (
        <Stack as="ul" label={side === 'mentor' ? t`Requests from students` : t`Requests to mentors`}>
          {inOrder(items).map((request) => {
            const { text, tone } = standing(request, me.id, sessions.data?.find(({ id }) => id === request.session_id));
            const other = side === 'student' ? request.mentor : request.student;
            return (
              <Card as="li" key={request.id}>
                <Row between>
                  <PersonLine person={other}>
                    <Link to="/requests/$id" params={{ id: request.id }} className={cover}>{t`${{ title: request.topic }} with ${{ name: other.display_name }}`}</Link>
                  </PersonLine>
                  <Badge tone={tone}>{text}</Badge>
                </Row>
                <Time request={request} other={other} />
              </Card>
            );
          })}
        </Stack>
      )}
    </More>
  );
}

/** What is agreed, or the first of the times that are asked for. */
function Time({ request, other }: { request: MentoringRequest; other: User }) {
  const [first, ...more] = request.times;
  if (request.session_id) return <AgreedTime request={request} session={request.session_id} other={other} />;
  if (!first || (request.state !== 'open' && request.state !== 'accepting')) return null;
  return (
    <Muted>
      <Between {...first} other={other} />
      {more.length > 0 && ` ${plural(more.length, { one: 'and # more', other: 'and # more' })}`}
    </Muted>
  );
}
