import { t, plural } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import type { Me } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { currentMe, useMe } from '../../api/me.ts';
import { queries } from '../../api/query-client.ts';
import { nextSessions, openRequests, pendingApplications } from '../../api/reads.ts';
import { useNow } from '../../lib/clock.ts';
import { day, relative } from '../../lib/time.ts';
import { number } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Failed, Skeleton } from '../../ui/loading.tsx';
import { Card, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { openPalette } from '../../ui/palette.ts';
import { Between } from '../../ui/time.tsx';
import { Knocking } from './knocking.tsx';
import { nextThing, type Next } from './next.ts';
import css from './today.module.css';

export const loader: Loader = () => {
  const me = currentMe();
  void queries.prefetchQuery(nextSessions);
  void queries.prefetchQuery(openRequests(me));
  if (me.roles.includes('admin')) void queries.prefetchQuery(pendingApplications(me));
};

export default function TodayPage() {
  const me = useMe();
  const now = useNow();
  const sessions = useQuery(nextSessions);
  const requests = useQuery(openRequests(me));
  const applications = useQuery(pendingApplications(me));
  const failed = sessions.error ?? requests.error;
  return (
    <Page title={t`Today`} lead={day(now)} actions={<Button className={css.find} aria-haspopup="dialog" onClick={() => openPalette('find')}><Icon name="search" /> {t`Find`}</Button>}>
      {sessions.data && requests.data ? (
        <>
          <NextThing next={nextThing(sessions.data.items, requests.data, applications.data?.length ?? 0, now)} me={me} now={now} />
          <Coming sessions={sessions.data.items.length} further={Boolean(sessions.data.next)} requests={requests.data.length} />
        </>
      ) : failed ? <Failed error={failed} retry={() => { void sessions.refetch(); void requests.refetch(); }} /> : <Skeleton refused={sessions.failureReason ?? requests.failureReason} />}
      {/* below what has its height only now */}
      {((sessions.data && requests.data) || failed) && <FirstSteps me={me} />}
    </Page>
  );
}

function NextThing({ next, me, now }: { next: Next; me: Me; now: Date }) {
  if (next.kind === 'nothing') {
    return (
      <Card label={t`Next`} className={css.next}>
        <h2>{t`Hello, ${{ name: me.display_name }}`}</h2>
        <Muted>{t`Nothing is planned. A good first step: find somebody who knows what you want to learn.`}</Muted>
        <Row><LinkButton look="primary" to="/mentors">{t`Find a mentor`}</LinkButton></Row>
      </Card>
    );
  }
  if (next.kind === 'answer') {
    const { request } = next;
    const other = request.student.id === me.id ? request.mentor : request.student;
    return (
      <Card label={t`Next`} className={css.next}>
        <h2>{t`${{ name: other.display_name }} waits for your answer`}</h2>
        <Muted dir="auto">{request.topic}</Muted>
        <Row><LinkButton look="primary" to="/requests/$id" params={{ id: request.id }}>{t`Answer`}</LinkButton></Row>
      </Card>
    );
  }
  if (next.kind === 'decide') {
    return (
      <Card label={t`Next`} className={css.next}>
        <h2>{plural(next.applications, { one: '# application waits for a decision', other: '# applications wait for a decision' })}</h2>
        <Row><LinkButton look="primary" to="/approvals">{t`Approvals`}</LinkButton></Row>
      </Card>
    );
  }
  const { session } = next;
  const other = session.student.id === me.id ? session.mentor : session.student;
  return (
    <Card label={t`Next`} className={css.next}>
      <h2>{t`${{ title: session.topic }} with ${{ name: other.display_name }}`}</h2>
      <p><Between start={session.start} end={session.end} other={other} /> <strong>{Date.parse(session.start) > now.getTime() ? relative(new Date(session.start), now) : t`now`}</strong></p>
      {next.kind === 'join' && <Knocking room={session.room_id} me={me.id} />}
      <Row>
        {next.kind === 'join' && <LinkButton look="primary" to="/calls/$room" params={{ room: session.room_id }}>{t`Join the call`}</LinkButton>}
        <LinkButton to="/chat/$id" params={{ id: session.channel_id }}>{t`Open the chat`}</LinkButton>
      </Row>
    </Card>
  );
}

/** `further`: the sessions that were asked for are the next ones only. */
function Coming({ sessions, further, requests }: { sessions: number; further: boolean; requests: number }) {
  if (sessions + requests === 0) return null;
  return (
    <div className={css.tiles} data-counts>
      <Card label={t`Sessions`}><h2>{number(sessions)}{further && '+'}</h2><LinkButton to="/sessions">{plural(sessions, { one: 'Coming session', other: 'Coming sessions' })}</LinkButton></Card>
      <Card label={t`Requests`}><h2>{number(requests)}</h2><LinkButton to="/requests">{plural(requests, { one: 'Open request', other: 'Open requests' })}</LinkButton></Card>
    </div>
  );
}

type Step = { to: string; title: string; text: string };

function FirstSteps({ me }: { me: Me }) {
  const steps: Step[] = [];
  if (!me.picture_url || !me.bio) steps.push({ to: '/profile', title: t`Complete your profile`, text: t`A picture and two lines help others to trust you.` });
  if (!me.roles.includes('mentor')) steps.push({ to: '/become-a-mentor', title: t`Become a mentor`, text: t`Tell what you can help others with.` });
  if (me.roles.includes('admin')) steps.push({ to: '/approvals', title: t`Approvals`, text: t`Read who wants to become a mentor.` });
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="steps">
      <Stack>
        <h2 id="steps">{t`Good first steps`}</h2>
        <div className={css.tiles}>
          {steps.map((step) => (
            <Card as="div" key={step.to}>
              <Muted>{step.text}</Muted>
              <Row><LinkButton to={step.to}>{step.title}</LinkButton></Row>
            </Card>
          ))}
        </div>
      </Stack>
    </section>
  );
}
