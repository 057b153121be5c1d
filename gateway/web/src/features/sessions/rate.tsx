import { t } from '@lingui/core/macro';
import { rateMentoringSession, type MentoringSession, type RateMentoringSessionData } from '@lyceum/sdk';
import { useUnsaved } from '../../api/draft.ts';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { StarField } from '../../ui/stars.tsx';
import { WritingDialog } from '../../ui/writing.tsx';
import { changes } from './changes.ts';

type Props = { session: MentoringSession; close: () => void };

export function Rate({ session, close }: Props) {
  const words = useUnsaved(`rate ${session.id}`);
  const write = useWrite({
    run: (body: RateMentoringSessionData['body'], headers) => rateMentoringSession({ path: { id: session.id }, body, headers }), changes,
    done: () => {
      words.settle();
      close();
    },
  });
  const submit = (data: FormData): void => write.mutate({ stars: Number(data.get('stars')), comment: text(data, 'comment') || undefined });
  return (
    <WritingDialog title={t`How was it with ${{ name: session.mentor.display_name }}?`} words={words} close={close}>
      <Form error={write.error} onSubmit={submit}>
        <StarField name="stars" />
        <TextArea label={t`Comment`} name="comment" {...words.field} maxLength={1000} hint={t`${{ name: session.mentor.display_name }} reads this with your name. A rating cannot be changed later.`} />
        <Button type="submit" look="primary" busy={write.isPending}>{t`Send rating`}</Button>
      </Form>
    </WritingDialog>
  );
}
