import { t } from '@lingui/core/macro';
import { useState } from 'react';
import {
  acceptMentoringRequest, declineMentoringRequest, proposeMentoringRequest, withdrawMentoringRequest,
  type MentoringRequest, type MentoringSession, type ProposeMentoringRequestData, type Span, type User,
} from '@lyceum/sdk';
import { useUnsaved, type Unsaved } from '../../api/draft.ts';
import { useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { span, zoneName } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, Muted, Row, Stack } from '../../ui/page.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { Between } from '../../ui/time.tsx';
import { TimesField, useTimes } from '../../ui/times.tsx';
import { Undoable, useLaterWrite } from '../../ui/undoable.tsx';
import { WritingDialog } from '../../ui/writing.tsx';
import { AgreedTime } from './agreed-time.tsx';
import { timesTitle, whyNoProposal } from './can.ts';
import { clashOf, useTaken, type Clash } from './clash.ts';

const changes = [['mentoring_request'], ['mentoring_session'], ['channel']];

/** The times on the table, and what this person may answer; once they are agreed, the time of the `session`. */
export function Answers({ request, session, other }: { request: MentoringRequest; session: MentoringSession | undefined; other: User }) {
  const [open, setOpen] = useState<'decline' | 'propose' | null>(null);
  const path = { id: request.id };
  const accept = useWrite({ run: (time: Span, headers) => acceptMentoringRequest({ path, body: { time }, headers }), changes });
  const later = useLaterWrite(changes);
  const { can } = request;
  const words = { decline: useUnsaved(`decline ${request.id}`), propose: useUnsaved(`propose ${request.id}`) };
  const me = useMe();
  const taken = useTaken(request, me.id);
  // of two own sessions at once one may choose; a mentor's time is given once
  const final = (clash: Clash): boolean => clash === 'mentors' || me.id === request.mentor.id;
  const withdrawn = { id: `withdraw ${request.id}`, text: t`The request is withdrawn in a moment.` };
  const declined = { id: `decline ${request.id}`, text: t`The request is declined in a moment.` };
  const withdraw = (): void => later(withdrawn.id, withdrawn.text, (how) => withdrawMentoringRequest({ path, headers: keyed(), ...how }));
  const decline = (reason: string): void => {
    setOpen(null);
    later(declined.id, declined.text, async (how) => {
      await declineMentoringRequest({ path, body: { reason }, headers: keyed(), ...how });
      // kept until then, should it be refused, or the page go
      words.decline.settle();
    });
  };
  const title = timesTitle(request, session);
  const whyNot = whyNoProposal(request, me.id);
  if (request.session_id) {
    return (
      <Card label={t`Times`}>
        <h2>{title}</h2>
        <AgreedTime request={request} session={request.session_id} other={other} />
      </Card>
    );
  }
  return (
    <Card label={t`Times`}>
      <h2>{title}</h2>
      <Undoable {...withdrawn}>
        <Undoable {...declined}>
          <Stack as="ul">
            {request.times.map((time) => {
              const clash = can.accept ? clashOf(time, taken) : null;
              return (
                <li key={`${time.start} ${time.end}`}>
                  <Row between>
                    <Between {...time} other={other} />
                    {clash && <Badge tone="warn">{clash === 'mine' ? t`You are busy then` : t`${{ name: other.display_name }} is busy then`}</Badge>}
                    {can.accept && !(clash && final(clash)) && (
                      <Button
                        look="primary" busy={accept.isPending && accept.variables === time}
                        aria-label={request.times.length > 1 ? t`Accept ${{ time: named(time) }}` : undefined}
                        onClick={() => accept.mutate(time)}
                      >{t`Accept`}</Button>
                    )}
                  </Row>
                </li>
              );
            })}
          </Stack>
          {accept.isError && <Refusal error={accept.error} />}
          {(can.propose || can.decline || can.withdraw) && (
            <Row>
              {can.propose && <Button onClick={() => setOpen('propose')}>{t`Propose another time`}</Button>}
              {can.decline && <Button look="danger" onClick={() => setOpen('decline')}>{t`Decline`}</Button>}
              {can.withdraw && <Button look="danger" onClick={withdraw}>{t`Withdraw request`}</Button>}
            </Row>
          )}
          {whyNot && <Muted>{whyNot}</Muted>}
        </Undoable>
      </Undoable>
      {open === 'decline' && <Decline request={request} words={words.decline} decline={decline} close={() => setOpen(null)} />}
      {open === 'propose' && <Propose request={request} other={other} words={words.propose} taken={taken} close={() => setOpen(null)} />}
    </Card>
  );
}

const named = ({ start, end }: Span): string => `${span(new Date(start), new Date(end))} ${zoneName(new Date(end))}`;

const keyed = () => ({ 'Idempotency-Key': crypto.randomUUID() });

type Props = { request: MentoringRequest; words: Unsaved; close: () => void };

function Decline({ request, words, decline, close }: Props & { decline: (reason: string) => void }) {
  return (
    <WritingDialog title={t`Decline this request`} words={words} close={close}>
      <Form onSubmit={(data) => decline(text(data, 'reason'))}>
        <TextArea label={t`Reason`} name="reason" {...words.field} required maxLength={500} hint={t`${{ name: request.student.display_name }} reads this.`} />
        <Button type="submit" look="danger">{t`Decline request`}</Button>
      </Form>
    </WritingDialog>
  );
}

function Propose({ request, other, words, taken, close }: Props & { other: User; taken: ReturnType<typeof useTaken> }) {
  const times = useTimes(`propose ${request.id}`, taken.mentors, taken.mine, request.times);
  const begun = {
    key: words.key, written: words.written || times.chosen,
    settle: () => {
      words.settle();
      times.settle();
    },
  };
  const write = useWrite({
    run: (body: ProposeMentoringRequestData['body'], headers) => proposeMentoringRequest({ path: { id: request.id }, body, headers }), changes,
    done: () => {
      begun.settle();
      close();
    },
  });
  const submit = (data: FormData): void => write.mutate({ times: times.spans, message: text(data, 'message') || undefined });
  return (
    <WritingDialog title={t`Propose another time`} words={begun} close={close}>
      <Form error={write.error} onSubmit={submit}>
        <TimesField {...times} other={other} />
        <TextArea label={t`Note`} name="message" {...words.field} maxLength={500} rows={2} />
        <Button type="submit" look="primary" busy={write.isPending}>{t`Send proposal`}</Button>
      </Form>
    </WritingDialog>
  );
}
