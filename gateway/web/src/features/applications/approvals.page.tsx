import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { approveMentorApplication, declineMentorApplication, listMentorApplications, type MentorApplication } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { useUnsaved } from '../../api/draft.ts';
import { currentMe, useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { paged, type Paged } from '../../api/paged.ts';
import { queries } from '../../api/query-client.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, Empty, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { When } from '../../ui/time.tsx';
import { toast } from '../../ui/toasts.ts';
import { tellTooLate } from '../../ui/too-late.ts';
import { WritingDialog } from '../../ui/writing.tsx';

const PENDING: Paged<MentorApplication> = {
  queryKey: ['mentor_application', 'list', 'pending'], fetch: (cursor, signal) => listMentorApplications({ query: { state: 'pending', cursor }, signal }),
};

export const loader: Loader = () => {
  if (currentMe().roles.includes('admin')) void queries.prefetchInfiniteQuery(paged(PENDING));
};

export default function ApprovalsPage() {
  const me = useMe();
  if (!me.roles.includes('admin')) return <Page title={t`Approvals`} narrow><Empty title={t`For admins only`}>{t`Your account does not decide on applications.`}</Empty></Page>;
  return (
    <Page title={t`Approvals`} lead={t`People who want to mentor, the newest application first.`}>
      <More<MentorApplication>
        {...PENDING}
        empty={<Empty title={t`Nothing to decide`}>{t`New applications appear here by themselves.`}</Empty>}
      >
        {(items) => <Stack as="ul" label={t`Applications`}>{items.map((application) => <Application key={application.user.id} application={application} />)}</Stack>}
      </More>
    </Page>
  );
}

const CHANGES = [['mentor_application'], ['mentor']];

function Application({ application }: { application: MentorApplication }) {
  const { id, display_name } = application.user;
  const [declining, setDeclining] = useState(false);
  const approve = useWrite({
    run: (_: string, headers) => approveMentorApplication({ path: { user_id: id }, headers }), changes: CHANGES, failed: tellTooLate,
    done: () => toast(t`${display_name} is a mentor now.`),
  });
  return (
    <Card as="li">
      <PersonLine person={application.user}><Muted dir="auto">{application.headline}</Muted></PersonLine>
      <Row>{application.topics.map((topic) => <Badge key={topic} tone="accent">{topic}</Badge>)}</Row>
      <p dir="auto">{application.motivation}</p>
      <Muted><Trans>Sent <When at={application.applied_at} /></Trans></Muted>
      {approve.isError && <Refusal error={approve.error} />}
      <Row>
        <Button look="primary" busy={approve.isPending} aria-label={t`Approve ${display_name}`} onClick={() => approve.mutate(id)}>{t`Approve`}</Button>
        <Button look="danger" aria-label={t`Decline ${display_name}`} onClick={() => setDeclining(true)}>{t`Decline`}</Button>
      </Row>
      {declining && <Decline application={application} close={() => setDeclining(false)} />}
    </Card>
  );
}

function Decline({ application: { user: { id, display_name } }, close }: { application: MentorApplication; close: () => void }) {
  const words = useUnsaved(`decline application ${id}`);
  const write = useWrite({
    run: (body: { reason: string }, headers) => declineMentorApplication({ path: { user_id: id }, body, headers }), changes: CHANGES, failed: tellTooLate,
    done: () => {
      words.settle();
      toast(t`${display_name} was told why not.`);
    },
  });
  return (
    <WritingDialog title={t`Decline ${display_name}`} words={words} close={close}>
      <Form error={write.error} onSubmit={(data) => write.mutate({ reason: text(data, 'reason') })}>
        <TextArea label={t`Reason`} name="reason" {...words.field} required maxLength={500} hint={t`The applicant reads this.`} />
        <Button type="submit" look="danger" busy={write.isPending}>{t`Decline application`}</Button>
      </Form>
    </WritingDialog>
  );
}
