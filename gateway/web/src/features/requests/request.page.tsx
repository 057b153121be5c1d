import { i18n, type MessageDescriptor } from '@lingui/core';
import { t, msg } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { showMentoringRequest, showMentoringSession, type MentoringRequest, type MentoringSession, type MentoringSetback } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { useMe } from '../../api/me.ts';
import { queries } from '../../api/query-client.ts';
import { askAgainIn } from '../../lib/moments.ts';
import { LinkButton } from '../../ui/button.tsx';
import { isComing, Loaded } from '../../ui/loading.tsx';
import { Badge, Notice } from '../../ui/notice.tsx';
import { Card, Muted, Page, Row } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { When } from '../../ui/time.tsx';
import { Answers } from './answers.tsx';
import { spansOf, standing } from './can.ts';

/** While the arrangement runs, and should its end not be told, one looks again. */
const ARRANGING_MS = 1500;

const requestOf = (id: string) => queryOptions({
  queryKey: ['mentoring_request', id],
  queryFn: ({ signal }) => showMentoringRequest({ path: { id }, signal }),
  refetchInterval: ({ state: { data } }) => (data?.state === 'accepting' ? ARRANGING_MS : data ? askAgainIn(spansOf(data)) : false),
  refetchIntervalInBackground: true,
});

export const loader: Loader = ({ params: { id = '' } }) => void queries.prefetchQuery(requestOf(id));

export default function RequestPage() {
  const { id } = useParams({ from: '/in/requests/$id' });
  const query = useQuery(requestOf(id));
  return (
    <Page title={query.data ? query.data.topic : t`Request`} actions={!isComing(query) && <LinkButton to="/requests">{t`All requests`}</LinkButton>} narrow>
      <Loaded query={query}>{(request) => <Details request={request} />}</Loaded>
    </Page>
  );
}

function Details({ request }: { request: MentoringRequest }) {
  const me = useMe();
  const id = request.session_id ?? '';
  const session = useQuery({ queryKey: ['mentoring_session', id], queryFn: ({ signal }) => showMentoringSession({ path: { id }, signal }), enabled: id !== '' });
  const { text, tone } = standing(request, me.id, session.data);
  const other = request.student.id === me.id ? request.mentor : request.student;
  const { display_name: name } = request.proposed_by === 'student' ? request.student : request.mentor;
  const { note } = request;
  return (
    <>
      <Card label={t`Request`}>
        <Row between>
          <PersonLine person={other}><Muted>{request.student.id === me.id ? t`Mentor` : t`Student`}</Muted></PersonLine>
          <Badge tone={tone}>{text}</Badge>
        </Row>
        <p dir="auto">{request.message}</p>
        {note && <p><Trans>{name} proposes another time: “<bdi>{note}</bdi>”</Trans></p>}
        {request.reason && <Notice tone="warn" quiet><p dir="auto">{request.reason}</p></Notice>}
        {request.state === 'open' && request.setback && <Notice tone="warn" quiet>{i18n._(request.setback === 'mentor_not_free' && request.mentor.id === me.id ? NOT_FREE_YOURSELF : SETBACKS[request.setback])}</Notice>}
        {request.state === 'open' && <Muted><Trans>Open until <When at={request.expires_at} /></Trans></Muted>}
        {request.state === 'accepted' && <Agreed session={session.data} />}
      </Card>
      <Answers request={request} session={session.data} other={other} />
    </>
  );
}

/** What became of what was agreed. */
function Agreed({ session }: { session: MentoringSession | undefined }) {
  const name = session?.cancelled_by?.display_name;
  return (
    <>
      {session?.state === 'cancelled' && <Notice tone="warn" quiet>{name ? t`${name} cancelled the session.` : t`The session was cancelled.`} <bdi>{session.reason}</bdi></Notice>}
      <Row>
        {session?.state !== 'cancelled' && <Notice tone="ok">{t`Agreed. The session has a chat and a call room of its own.`}</Notice>}
        <LinkButton look="primary" to="/sessions">{t`Go to my sessions`}</LinkButton>
      </Row>
    </>
  );
}

/** The mentor reads of herself. */
const NOT_FREE_YOURSELF = msg`You were not free at the chosen time. Choose another one.`;

const SETBACKS: Record<MentoringSetback, MessageDescriptor> = {
  mentor_not_free: msg`The mentor was not free at the chosen time. Choose another one.`,
  time_passed: msg`The chosen time had passed before all was arranged. Choose another one.`,
  timed_out: msg`The session could not be arranged in time. Try again.`,
  failed: msg`The session could not be arranged. Try again.`,
};
