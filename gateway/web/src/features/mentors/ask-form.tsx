import { t } from '@lingui/core/macro';
import { useNavigate } from '@tanstack/react-router';
import { askMentor, type AskMentorData, type MentoringRequest, type MentorProfile, type Span } from '@lyceum/sdk';
import { useDraft } from '../../api/draft.ts';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { TimesField, useTimes } from '../../ui/times.tsx';

export function AskForm({ mentor, own }: { mentor: MentorProfile; own: Span[] }) {
  const navigate = useNavigate();
  const [message, setMessage] = useDraft(`ask ${mentor.user.id}`);
  const times = useTimes(mentor.busy, own);
  const write = useWrite({
    run: (body: AskMentorData['body'], headers) => askMentor({ body, headers }),
    changes: [['mentoring_request']],
    // also when the page that wrote is gone
    done: () => setMessage(''),
  });
  // of the press, not of the write: whoever has gone on to another page stays there
  const open = ({ id }: MentoringRequest): void => void navigate({ to: '/requests/$id', params: { id } });
  const submit = (data: FormData): void =>
    write.mutate({ mentor_id: mentor.user.id, topic: text(data, 'topic'), message: text(data, 'message'), times: times.spans }, { onSuccess: open });
  return (
    <Form label={t`Ask for a session`} error={write.error} onSubmit={submit}>
      <h2>{t`Ask for a session`}</h2>
      <TextArea label={t`What would you like to talk about?`} name="message" required maxLength={2000} value={message} onChange={(event) => setMessage(event.target.value)} />
      <Select label={t`Topic`} name="topic">{mentor.topics.map((topic) => <option key={topic}>{topic}</option>)}</Select>
      <TimesField {...times} other={mentor.user} />
      <Button type="submit" look="primary" busy={write.isPending}>{times.slots.length > 1 ? t`Ask for these times` : t`Ask for this time`}</Button>
    </Form>
  );
}
