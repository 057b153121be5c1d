import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { listMentoringRequests, type MentoringRequest } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { LinkButton } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, Empty, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { When } from '../../ui/time.tsx';
import { inOrder, spansOf, standing } from './can.ts';

export default function RequestsPage() {
  const me = useMe();
  const mentor = me.roles.includes('mentor');
  return (
    <Page title="Requests" lead="What was asked, and whose turn it is." actions={<LinkButton to="/mentors">Find a mentor</LinkButton>}>
      {mentor && (
        <>
          <h2>From students</h2>
          <List side="mentor" empty={<Empty title="No requests from students">They appear here by themselves when a student asks you.</Empty>} />
          <h2>To mentors</h2>
        </>
      )}
      <List side="student" empty={<Empty title="You have not asked anybody yet" action={<LinkButton to="/mentors" look="primary">Find a mentor</LinkButton>}>Choose a mentor and propose a time.</Empty>} />
    </Page>
  );
}

function List({ side, empty }: { side: 'student' | 'mentor'; empty: ReactNode }) {
  const me = useMe();
  return (
    <More<MentoringRequest>
      queryKey={['mentoring_request', 'list', side]}
      fetch={(cursor, signal) => listMentoringRequests({ query: { role: side, cursor }, signal })}
      empty={empty}
      spans={spansOf}
    >
      {(items) => (
        <Stack as="ul" label={side === 'mentor' ? 'Requests from students' : 'Requests to mentors'}>
          {inOrder(items).map((request) => {
            const { text, tone } = standing(request, me.id);
            const other = side === 'student' ? request.mentor : request.student;
            return (
              <Card as="li" key={request.id}>
                <Row between>
                  <PersonLine person={other}>
                    <Link to="/requests/$id" params={{ id: request.id }}>{request.topic} with {other.display_name}</Link>
                  </PersonLine>
                  <Badge tone={tone}>{text}</Badge>
                </Row>
                {request.times[0] && <Muted><When at={request.times[0].start} />{request.times.length > 1 && ` and ${request.times.length - 1} more`}</Muted>}
              </Card>
            );
          })}
        </Stack>
      )}
    </More>
  );
}
