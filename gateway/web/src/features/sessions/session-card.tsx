import { i18n, type MessageDescriptor } from '@lingui/core';
import { t, msg } from '@lingui/core/macro';
import { useState } from 'react';
import { cancelMentoringSession, completeMentoringSession, type MentoringSession } from '@lyceum/sdk';
import { useUnsaved } from '../../api/draft.ts';
import { useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { useNow } from '../../lib/clock.ts';
import { number } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Badge, type Tone } from '../../ui/notice.tsx';
import { Card, Muted, Row } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { Between } from '../../ui/time.tsx';
import { tellTooLate } from '../../ui/too-late.ts';
import { WritingDialog } from '../../ui/writing.tsx';
import { whyNoCancel } from './can.ts';
import { changes } from './changes.ts';
import { Rate } from './rate.tsx';

const STATES: Record<MentoringSession['state'], { text: MessageDescriptor; tone: Tone }> = {
  scheduled: { text: msg`Scheduled`, tone: 'accent' },
  in_progress: { text: msg`Going on`, tone: 'live' },
  completed: { text: msg`Completed`, tone: 'ok' },
  cancelled: { text: msg`Cancelled`, tone: 'muted' },
};

/** Its time is not over, but its call is, for this person. */
const CLOSED: Record<NonNullable<MentoringSession['call_closed']>, { text: MessageDescriptor; tone: Tone }> = {
  ended: { text: msg`The call has ended`, tone: 'muted' },
  removed: { text: msg`The host removed you from the call`, tone: 'muted' },
};

export function SessionCard({ session }: { session: MentoringSession }) {
  const me = useMe();
  const [open, setOpen] = useState<'cancel' | 'rate' | null>(null);
  const path = { id: session.id };
  const complete = useWrite({ run: (_: string, headers) => completeMentoringSession({ path, headers }), changes, failed: tellTooLate });
  const other = session.student.id === me.id ? session.mentor : session.student;
  const { can, call_closed } = session;
  const over = session.state === 'completed' || session.state === 'cancelled';
  const { text: word, tone } = call_closed && !over ? CLOSED[call_closed] : STATES[session.state];
  const name = other.display_name;
  const whyNot = whyNoCancel(session, me.id, useNow());
  return (
    <Card as="li">
      <Row between>
        <PersonLine person={other}><Muted dir="auto">{session.topic}</Muted></PersonLine>
        <Badge tone={tone}>{i18n._(word)}</Badge>
      </Row>
      <Between start={session.start} end={session.end} other={other} />
      {session.cancelled_by && <p>{session.cancelled_by.id === me.id ? t`You cancelled the session.` : t`${name} cancelled the session.`}</p>}
      {session.reason && <Muted dir="auto">{session.reason}</Muted>}
      {session.rating && <p>{t`Rated ${{ stars: number(session.rating.stars) }} of 5`}{session.rating.comment && <>: “<bdi>{session.rating.comment}</bdi>”</>}</p>}
      {complete.isError && <Refusal error={complete.error} />}
      <Row>
        {can.join && <LinkButton look="primary" to="/calls/$room" params={{ room: session.room_id }} aria-label={t`Join the call with ${name}`}>{t`Join`}</LinkButton>}
        <LinkButton to="/chat/$id" params={{ id: session.channel_id }} aria-label={t`Open the chat with ${name}`}>{t`Chat`}</LinkButton>
        {can.complete && (
          <ConfirmButton
            look="plain" busy={complete.isPending} run={() => complete.mutate(session.id)}
            ask={{ title: t`Complete the session with ${name}?`, text: t`It is over then for both of you, and a call that goes on ends.`, yes: t`Complete session` }}
          >{t`Mark as completed`}</ConfirmButton>
        )}
        {can.rate && <Button look="primary" aria-label={t`Rate the session with ${name}`} onClick={() => setOpen('rate')}>{t`Rate`}</Button>}
        {can.cancel && <Button look="danger" aria-label={t`Cancel the session with ${name}`} onClick={() => setOpen('cancel')}>{t`Cancel`}</Button>}
      </Row>
      {whyNot && <Muted>{whyNot}</Muted>}
      {open === 'cancel' && <Cancel session={session} close={() => setOpen(null)} />}
      {open === 'rate' && <Rate session={session} close={() => setOpen(null)} />}
    </Card>
  );
}

type Props = { session: MentoringSession; close: () => void };

function Cancel({ session, close }: Props) {
  const words = useUnsaved(`cancel ${session.id}`);
  const write = useWrite({
    run: (body: { reason: string }, headers) => cancelMentoringSession({ path: { id: session.id }, body, headers }), changes, failed: tellTooLate,
    done: () => {
      words.settle();
      close();
    },
  });
  return (
    <WritingDialog title={t`Cancel this session`} words={words} close={close}>
      <Form error={write.error} onSubmit={(data) => write.mutate({ reason: text(data, 'reason') })}>
        <TextArea label={t`Reason`} name="reason" {...words.field} required maxLength={500} hint={t`The other person reads this.`} />
        <Button type="submit" look="danger" busy={write.isPending}>{t`Cancel session`}</Button>
      </Form>
    </WritingDialog>
  );
}
