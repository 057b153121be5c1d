import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  acceptMentoringRequest, declineMentoringRequest, proposeMentoringRequest, showMentoringSession, withdrawMentoringRequest,
  type MentoringRequest, type ProposeMentoringRequestData, type Span, type User,
} from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { explain } from '../../api/words.ts';
import { withZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Card, Row, Stack } from '../../ui/page.tsx';
import { Between } from '../../ui/time.tsx';
import { TimesField, useTimes } from '../../ui/times.tsx';

const changes = [['mentoring_request'], ['mentoring_session'], ['channel']];

/** The times on the table, and what this person may answer. */
export function Answers({ request, other }: { request: MentoringRequest; other: User }) {
  const [open, setOpen] = useState<'decline' | 'propose' | null>(null);
  const path = { id: request.id };
  const accept = useWrite({ run: (time: Span, headers) => acceptMentoringRequest({ path, body: { time }, headers }), changes });
  const withdraw = useWrite({ run: (_: string, headers) => withdrawMentoringRequest({ path, headers }), changes });
  const { can } = request;
  const error = accept.error ?? withdraw.error;
  if (request.session_id) return <Agreed session={request.session_id} other={other} />;
  return (
    <Card label={t`Times`}>
      <h2>{request.times.length > 1 ? t`Proposed times` : t`Proposed time`}</h2>
      <Stack as="ul">
        {request.times.map((time) => (
          <li key={time.start}>
            <Row between>
              <Between {...time} other={other} />
              {can.accept && (
                <Button
                  look="primary" busy={accept.isPending && accept.variables?.start === time.start}
                  aria-label={request.times.length > 1 ? t`Accept ${{ time: withZone(new Date(time.start)) }}` : undefined}
                  onClick={() => accept.mutate(time)}
                >{t`Accept`}</Button>
              )}
            </Row>
          </li>
        ))}
      </Stack>
      {Boolean(error) && <Notice tone="bad">{explain(error)}</Notice>}
      {(can.propose || can.decline || can.withdraw) && (
        <Row>
          {can.propose && <Button onClick={() => setOpen('propose')}>{t`Propose another time`}</Button>}
          {can.decline && <Button look="danger" onClick={() => setOpen('decline')}>{t`Decline`}</Button>}
          {can.withdraw && (
            <ConfirmButton
              busy={withdraw.isPending} run={() => withdraw.mutate(request.id)}
              ask={{ title: t`Withdraw this request?`, text: t`${{ name: request.mentor.display_name }} can then no longer accept it.`, yes: t`Withdraw` }}
            >{t`Withdraw request`}</ConfirmButton>
          )}
        </Row>
      )}
      {open === 'decline' && <Decline request={request} close={() => setOpen(null)} />}
      {open === 'propose' && <Propose request={request} close={() => setOpen(null)} />}
    </Card>
  );
}

function Agreed({ session: id, other }: { session: string; other: User }) {
  const query = useQuery({ queryKey: ['mentoring_session', id], queryFn: ({ signal }) => showMentoringSession({ path: { id }, signal }) });
  return (
    <Card label={t`Times`}>
      <h2>{t`Agreed time`}</h2>
      <Loaded query={query} lines={1}>{({ start, end }) => <Between start={start} end={end} other={other} />}</Loaded>
    </Card>
  );
}

type Props = { request: MentoringRequest; close: () => void };

function Decline({ request, close }: Props) {
  const write = useWrite({
    run: (body: { reason: string }, headers) => declineMentoringRequest({ path: { id: request.id }, body, headers }), changes, done: close,
  });
  return (
    <Dialog title={t`Decline this request`} onClose={close}>
      <Form error={write.error} onSubmit={(data) => write.mutate({ reason: text(data, 'reason') })}>
        <TextArea label={t`Reason`} name="reason" required maxLength={500} hint={t`${{ name: request.student.display_name }} reads this.`} />
        <Button type="submit" look="danger" busy={write.isPending}>{t`Decline request`}</Button>
      </Form>
    </Dialog>
  );
}

function Propose({ request, close }: Props) {
  const times = useTimes(request.times);
  const write = useWrite({
    run: (body: ProposeMentoringRequestData['body'], headers) => proposeMentoringRequest({ path: { id: request.id }, body, headers }), changes, done: close,
  });
  const submit = (data: FormData): void => write.mutate({ times: times.spans, message: text(data, 'message') || undefined });
  return (
    <Dialog title={t`Propose another time`} onClose={close}>
      <Form error={write.error} onSubmit={submit}>
        <TimesField {...times} busy={[]} />
        <TextArea label={t`Note`} name="message" maxLength={500} rows={2} />
        <Button type="submit" look="primary" busy={write.isPending}>{t`Send proposal`}</Button>
      </Form>
    </Dialog>
  );
}
