import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword, type ChangePasswordData } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { currentMe, useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { queries } from '../../api/query-client.ts';
import { openRequests, unread } from '../../api/reads.ts';
import { roleName } from '../../api/roles.ts';
import { joined, number } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Confirm, ConfirmButton } from '../../ui/confirm.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { LanguageSelect } from '../../ui/language-select.tsx';
import { Card, Muted, Page, Row } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { setTheme, useTheme, type Theme } from '../../ui/theme.ts';
import { toast } from '../../ui/toasts.ts';
import css from './account.module.css';
import { NewPassword } from './new-password.tsx';
import { DeleteAccount, Export } from './own-data.tsx';
import { signIns, SignIns } from './sign-ins.tsx';
import { losesWords, useSignOut } from './sign-out.ts';

export const loader: Loader = () => {
  void queries.prefetchQuery(signIns);
  void queries.prefetchQuery(unread);
  void queries.prefetchQuery(openRequests(currentMe()));
};

export default function AccountPage() {
  const me = useMe();
  const { here, everywhere } = useSignOut();
  const notifications = useQuery(unread);
  const requests = useQuery(openRequests(me));
  const theme = useTheme();
  const [asking, setAsking] = useState(false);
  const unsent = t`What you wrote here and have not sent is deleted.`;
  return (
    <Page title={t`Account`} lead={me.email} narrow>
      <Card label={t`You`}>
        <PersonLine person={me}><Muted>{me.organization.name} · {joined(me.roles.map(roleName))}</Muted></PersonLine>
        <div className={css.ways}>
          <LinkButton to="/profile">{t`Edit profile`}</LinkButton>
          <LinkButton to="/notifications">{t`Notifications`}{counted(notifications.data?.unread)}</LinkButton>
          <LinkButton to="/requests">{t`Requests`}{counted(requests.data?.filter((r) => r.can.accept).length)}</LinkButton>
          {me.roles.includes('admin') && <LinkButton to="/approvals">{t`Approvals`}</LinkButton>}
          {me.roles.includes('admin') && <LinkButton to="/people">{t`People`}</LinkButton>}
          {!me.roles.includes('mentor') && <LinkButton to="/become-a-mentor">{t`Become a mentor`}</LinkButton>}
          <Button busy={here.isPending} onClick={() => (losesWords(me.id) ? setAsking(true) : here.mutate())}>{t`Sign out`}</Button>
        </div>
      </Card>
      {asking && <Confirm title={t`Sign out?`} yes={t`Sign out`} onYes={() => { setAsking(false); here.mutate(); }} onNo={() => setAsking(false)}>{unsent}</Confirm>}
      <Card label={t`Appearance`}>
        <Select label={t`Theme`} name="theme" value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
          <option value="system">{t`As the system`}</option>
          <option value="light">{t`Light`}</option>
          <option value="dark">{t`Dark`}</option>
        </Select>
        <LanguageSelect />
      </Card>
      <Card label={t`Password`}><Password /></Card>
      <Card label={t`Your data`}><Export /></Card>
      <Card label={t`Delete my account`}><DeleteAccount /></Card>
      {/* the last, and its list below all else: how long it is comes later */}
      <Card label={t`Where you are signed in`}>
        <Row between>
          <h2>{t`Where you are signed in`}</h2>
          <ConfirmButton
            busy={everywhere.isPending} run={() => everywhere.mutate()}
            ask={{ title: t`Sign out everywhere?`, text: `${t`Every device has to sign in again, this one too.`} ${losesWords(me.id) ? unsent : ''}`, yes: t`Sign out on all devices` }}
          >{t`Sign out everywhere`}</ConfirmButton>
        </Row>
        <SignIns />
      </Card>
    </Page>
  );
}

const counted = (count = 0): string => (count > 0 ? ` (${number(count)})` : '');

function Password() {
  const write = useWrite({
    run: (body: ChangePasswordData['body']) => changePassword({ body }),
    changes: [['sign_in']],
    done: () => toast(t`Your password is changed.`),
  });
  const submit = (data: FormData): void => write.mutate({ current: String(data.get('current')), new: String(data.get('new')) });
  return (
    <Form key={write.submittedAt && write.isSuccess ? write.submittedAt : 0} label={t`Change password`} error={write.error} onSubmit={submit}>
      <h2>{t`Change password`}</h2>
      <Field label={t`Current password`} name="current" type="password" autoComplete="current-password" required />
      <NewPassword label={t`New password`} name="new" />
      <Button type="submit" busy={write.isPending}>{t`Change password`}</Button>
    </Form>
  );
}
