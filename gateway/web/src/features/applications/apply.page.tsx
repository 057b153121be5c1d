import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { applyAsMentor, showMyMentorApplication, type ApplyAsMentorData, type MentorApplication } from '@lyceum/sdk';
import { useUnsaved } from '../../api/draft.ts';
import type { Loader } from '../../api/loader.ts';
import { useWrite } from '../../api/mutation.ts';
import { Problem } from '../../api/problem.ts';
import { queries } from '../../api/query-client.ts';
import { renew } from '../../api/renew.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Elsewhere, useToChoose } from '../../ui/elsewhere.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loading.tsx';
import { Badge, Notice } from '../../ui/notice.tsx';
import { Card, Muted, Page, Row } from '../../ui/page.tsx';
import { When } from '../../ui/time.tsx';
import { toast } from '../../ui/toasts.ts';
import { topicsOf } from './topics.ts';

/** None is not an error here. */
async function mine(signal: AbortSignal): Promise<MentorApplication | null> {
  try {
    return await showMyMentorApplication({ signal });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

const application = queryOptions({ queryKey: ['mentor_application', 'mine'], queryFn: ({ signal }) => mine(signal) });

export const loader: Loader = () => void queries.prefetchQuery(application);

export default function ApplyPage() {
  const query = useQuery(application);
  return (
    <Page title={t`Become a mentor`} lead={t`Tell what you can help others with. An admin reads each application.`} narrow>
      <Loaded query={query}>
        {(application) => (
          <>
            {application && <Standing application={application} />}
            {application?.state !== 'pending' && application?.state !== 'approved' && <ApplyForm before={application} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Standing({ application }: { application: MentorApplication }) {
  const { reason } = application;
  return (
    <Card label={t`Your application`}>
      {application.state === 'pending' && <Notice tone="accent">{t`Waiting for review. We tell you here as soon as somebody has decided.`}</Notice>}
      {application.state === 'approved' && <Notice tone="ok">{t`Approved. You are a mentor now: students find you in the directory.`}</Notice>}
      {application.state === 'declined' && <Notice tone="warn"><Trans>Declined. <bdi>{reason}</bdi> You can apply again.</Trans></Notice>}
      <h2 dir="auto">{application.headline}</h2>
      <Row>{application.topics.map((topic) => <Badge key={topic} tone="accent">{topic}</Badge>)}</Row>
      <p dir="auto">{application.motivation}</p>
      <Muted><Trans>Sent <When at={application.applied_at} /></Trans></Muted>
      {application.state === 'approved' && <div><LinkButton to="/requests" look="primary">{t`See requests`}</LinkButton></div>}
    </Card>
  );
}

/** Applying again begins with what was written before, on another device perhaps. */
function ApplyForm({ before }: { before: MentorApplication | null }) {
  const saved = { topics: before?.topics.join(', ') ?? '', headline: before?.headline ?? '', motivation: before?.motivation ?? '' };
  const topics = useUnsaved('application topics', saved.topics);
  const headline = useUnsaved('application headline', saved.headline);
  const motivation = useUnsaved('application motivation', saved.motivation);
  const fields = [topics, headline, motivation];
  const choose = useToChoose();
  const write = useWrite({
    run: (body: ApplyAsMentorData['body'], headers) => applyAsMentor({ body, headers }),
    changes: [['mentor_application']],
    done: () => fields.forEach(({ settle }) => settle()),
    failed: (error) => {
      // another one arrived meanwhile, for which this form goes
      if (!(error instanceof Problem && error.code === 'application_pending')) return false;
      toast(t`Another application of yours arrived meanwhile. This one was not sent; what you wrote is kept.`, 'bad');
      void renew(queries, application.queryKey);
      return true;
    },
  });
  const submit = (data: FormData): void => {
    if (fields.some(({ clashes }) => clashes)) return choose();
    write.mutate({ topics: topicsOf(text(data, 'topics')), headline: text(data, 'headline'), motivation: text(data, 'motivation') });
  };
  return (
    <Card label={t`Application`}>
      <Form label={t`Application`} error={write.error} onSubmit={submit}>
        <Field label={t`Topics`} name="topics" {...topics.field} required maxLength={400} hint={t`Up to eight, with commas between, for example: Algebra, Physics`} />
        <Elsewhere name="topics" begun={topics} saved={saved.topics} />
        <Field label={t`Headline`} name="headline" {...headline.field} required maxLength={120} hint={t`One line that students see in the directory.`} />
        <Elsewhere name="headline" begun={headline} saved={saved.headline} />
        <TextArea label={t`Motivation`} name="motivation" {...motivation.field} required maxLength={2000} hint={t`Only the admins read this.`} />
        <Elsewhere name="motivation" begun={motivation} saved={saved.motivation} />
        <Button type="submit" look="primary" busy={write.isPending}>{t`Send application`}</Button>
      </Form>
    </Card>
  );
}
