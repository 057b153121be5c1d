import { t } from '@lingui/core/macro';
import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { askMentor, type AskMentorData, type MentoringRequest, type MentorProfile, type Span } from '@lyceum/sdk';
import { useDraft } from '../../api/draft.ts';
import { useWrite } from '../../api/mutation.ts';
import { chosenWith } from '../../api/written.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Muted, Row } from '../../ui/page.tsx';
import { TimesField, useTimes } from '../../ui/times.tsx';

export function AskForm({ mentor, own }: { mentor: MentorProfile; own: Span[] }) {
  const navigate = useNavigate();
  const about = `ask ${mentor.user.id}`;
  const [message, setMessage] = useDraft(about);
  const [chosen, choose] = useDraft(chosenWith(about, 'topic'));
  const times = useTimes(about, mentor.busy, own);
  const [usual = ''] = mentor.topics;
  // the mentor may have dropped the chosen one since: then there is one to be chosen
  const topic = mentor.topics.includes(chosen || usual) ? chosen || usual : '';
  const settle = (): void => {
    setMessage('');
    choose('');
    times.settle();
  };
  const write = useWrite({
    run: (body: AskMentorData['body'], headers) => askMentor({ body, headers }),
    changes: [['mentoring_request']],
    // also when the page that wrote is gone
    done: settle,
  });
  // of the press, not of the write: whoever has gone on to another page stays there
  const open = ({ id }: MentoringRequest): void => void navigate({ to: '/requests/$id', params: { id } });
  const submit = (data: FormData): void =>
    write.mutate({ mentor_id: mentor.user.id, topic: text(data, 'topic'), message: text(data, 'message'), times: times.spans }, { onSuccess: open });
  /** The button goes, and the focus to the first field. */
  const discard = ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>): void => {
    form?.querySelector('textarea')?.focus();
    settle();
  };
  return (
    <Form label={t`Ask for a session`} error={write.error} onSubmit={submit}>
      <h2>{t`Ask for a session`}</h2>
      <TextArea label={t`What would you like to talk about?`} name="message" required maxLength={2000} value={message} onChange={(event) => setMessage(event.target.value)} />
      <Select label={t`Topic`} name="topic" required value={topic} onChange={({ target: { value } }) => choose(value === usual ? '' : value)}>
        {topic === '' && <option value="">{t`Choose one.`}</option>}
        {mentor.topics.map((topic) => <option key={topic}>{topic}</option>)}
      </Select>
      <TimesField {...times} other={mentor.user} />
      <Row>
        <Button type="submit" look="primary" busy={write.isPending}>{times.slots.length > 1 ? t`Ask for these times` : t`Ask for this time`}</Button>
        {(message || chosen || times.chosen) && !write.isPending && <><Button onClick={discard}>{t`Discard`}</Button><Muted>{t`Not sent yet.`}</Muted></>}
      </Row>
    </Form>
  );
}
