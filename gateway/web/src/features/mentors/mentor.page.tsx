import { t, plural } from '@lingui/core/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { showMentor, showUser, type MentorProfile, type Span } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { useMe } from '../../api/me.ts';
import { queries } from '../../api/query-client.ts';
import { nextSessions } from '../../api/reads.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Loaded, Skeleton } from '../../ui/loading.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Rating } from '../../ui/stars.tsx';
import { Between } from '../../ui/time.tsx';
import { AskForm } from './ask-form.tsx';
import css from './mentors.module.css';

const mentorOf = (id: string) => queryOptions({ queryKey: ['mentor', id], queryFn: ({ signal }) => showMentor({ path: { id }, signal }) });
const aboutOf = (id: string) => queryOptions({ queryKey: ['profile', id], queryFn: ({ signal }) => showUser({ path: { id }, signal }) });

export const loader: Loader = ({ params: { id = '' } }) => {
  void queries.prefetchQuery(mentorOf(id));
  void queries.prefetchQuery(aboutOf(id));
  void queries.prefetchQuery(nextSessions);
};

export default function MentorPage() {
  const { id } = useParams({ from: '/in/mentors/$id' });
  const query = useQuery(mentorOf(id));
  // each stands above something else on a phone: with all of them nothing moves
  const about = useQuery(aboutOf(id));
  const own = useQuery(nextSessions);
  const isWhole = query.isError || !(query.isPending || about.isPending || own.isPending);
  const { user, headline } = (isWhole && query.data) || {};
  return (
    <Page title={user?.display_name ?? t`Mentor`} lead={headline && <bdi>{headline}</bdi>} actions={isWhole && <LinkButton to="/mentors">{t`All mentors`}</LinkButton>}>
      {isWhole ? <Loaded query={query}>{(mentor) => <Details mentor={mentor} bio={about.data?.bio} own={own.data?.items ?? []} />}</Loaded> : <Skeleton />}
    </Page>
  );
}

const SHOWN = 8;

function Details({ mentor, bio, own }: { mentor: MentorProfile; bio: string | null | undefined; own: Span[] }) {
  const me = useMe();
  const { busy } = mentor;
  return (
    <div className={css.columns}>
      <Card label={t`Ask for a session`}>
        {mentor.user.id === me.id ? <Muted>{t`This is how students see you.`}</Muted> : <AskForm mentor={mentor} own={own} />}
      </Card>
      <Stack>
        <Card label={t`About`}>
          <PersonLine person={mentor.user}><Rating {...mentor.rating} /></PersonLine>
          {bio && <p dir="auto">{bio}</p>}
          <Row>{mentor.topics.map((topic) => <Badge key={topic} tone="accent">{topic}</Badge>)}</Row>
        </Card>
        <Card label={t`Busy times`}>
          <h2>{t`Busy times`}</h2>
          {busy.length === 0 ? <Muted>{t`Free for the next four weeks, as far as we know.`}</Muted> : (
            <ul className={css.busy}>
              {busy.slice(0, SHOWN).map((span) => <li key={span.start}><Between {...span} other={mentor.user} /></li>)}
              {busy.length > SHOWN && <li>{plural(busy.length - SHOWN, { one: 'and # more', other: 'and # more' })}</li>}
            </ul>
          )}
        </Card>
      </Stack>
    </div>
  );
}
