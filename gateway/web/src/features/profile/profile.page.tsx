import { t } from '@lingui/core/macro';
import { useUnsaved } from '../../api/draft.ts';
import { updateMe, useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { viewerZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Elsewhere, useToChoose } from '../../ui/elsewhere.tsx';
import { Field, Select, TextArea } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Card, Muted, Page, Row } from '../../ui/page.tsx';
import { toast } from '../../ui/toasts.ts';
import { Picture } from './picture.tsx';
import { save, type Written } from './save.ts';
import { zones } from './zones.ts';

export default function ProfilePage() {
  const me = useMe();
  const name = useUnsaved('profile name', me.display_name);
  const bio = useUnsaved('profile', me.bio);
  const zone = useUnsaved('profile zone', me.zone);
  const fields = Object.entries({ display_name: name, bio, zone });
  const choose = useToChoose();
  const write = useWrite({
    run: ({ written, was }: { written: Written; was: Written }) => save(written, was),
    changes: [['profile'], ['mentor']],
    done: (changed) => {
      if (!changed) return choose();
      updateMe(changed);
      saved();
    },
  });
  const settle = (): void => fields.forEach(([, field]) => field.settle());
  const saved = (): void => {
    settle();
    toast(t`Your profile is saved.`);
  };
  const submit = (data: FormData): void => {
    // what somebody did not touch here may have been changed elsewhere
    const touched = fields.filter(([, field]) => field.written);
    const written = Object.fromEntries(touched.map(([key]) => [key, text(data, key)]));
    if (touched.length > 0) write.mutate({ written, was: Object.fromEntries(touched.map(([key, { was }]) => [key, was])) });
    else saved();
  };
  return (
    <Page title={t`Profile`} lead={t`How others see you.`} narrow>
      <Card label={t`Picture`}><Picture me={me} /></Card>
      <Card label={t`About you`}>
        <Form label={t`Profile`} error={write.error} onSubmit={submit}>
          <Field label={t`Your name`} name="display_name" {...name.field} autoComplete="name" required maxLength={80} />
          <Elsewhere name="display_name" begun={name} saved={me.display_name} />
          <TextArea label={t`About you`} name="bio" {...bio.field} maxLength={1000} />
          <Elsewhere name="bio" begun={bio} saved={me.bio} />
          <Select label={t`Time zone`} name="zone" {...zone.field} hint={t`Others see your time beside theirs. This device is in ${{ zone: viewerZone() }}, and shows you its time.`}>
            {zones(me.zone).map((zone) => <option key={zone}>{zone}</option>)}
          </Select>
          <Elsewhere name="zone" begun={zone} saved={me.zone} />
          <Row>
            <Button type="submit" look="primary" busy={write.isPending}>{t`Save profile`}</Button>
            {fields.some(([, { written }]) => written) && !write.isPending && <><Button onClick={settle}>{t`Discard`}</Button><Muted>{t`Not saved yet.`}</Muted></>}
          </Row>
        </Form>
      </Card>
    </Page>
  );
}
