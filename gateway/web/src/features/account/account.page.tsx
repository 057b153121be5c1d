import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { changePassword, listNotifications, signOut, signOutEverywhere, type ChangePasswordData } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { openRequests } from '../../api/reads.ts';
import { forget } from '../../api/session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Muted, Page, Row } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { setTheme, useTheme, type Theme } from '../../ui/theme.ts';
import { toast } from '../../ui/toasts.ts';
import { NewPassword } from './new-password.tsx';
import { SignIns } from './sign-ins.tsx';

export default function AccountPage() {
  const me = useMe();
  const navigate = useNavigate();
  const gone = (): void => {
    const { slug } = me.organization;
    forget();
    void navigate({ to: '/o/$slug/sign-in', params: { slug }, search: {} });
  };
  const out = useWrite({ run: (_: string) => signOut({ body: {} }), done: gone });
  const everywhere = useWrite({ run: (_: string) => signOutEverywhere(), done: gone });
  const notifications = useQuery({ queryKey: ['notification', 'unread'], queryFn: ({ signal }) => listNotifications({ query: { limit: 1 }, signal }) });
  const requests = useQuery(openRequests(me));
  const theme = useTheme();
  return (
    <Page title="Account" lead={me.email} narrow>
      <Card label="You">
        <PersonLine person={me}><Muted>{me.organization.name} · {me.roles.join(', ')}</Muted></PersonLine>
        <Row>
          <LinkButton to="/profile">Edit profile</LinkButton>
          <LinkButton to="/notifications">Notifications{counted(notifications.data?.unread)}</LinkButton>
          <LinkButton to="/requests">Requests{counted(requests.data?.filter((r) => r.can.accept).length)}</LinkButton>
          {me.roles.includes('admin') && <LinkButton to="/approvals">Approvals</LinkButton>}
          {!me.roles.includes('mentor') && <LinkButton to="/become-a-mentor">Become a mentor</LinkButton>}
          <Button busy={out.isPending} onClick={() => out.mutate(me.id)}>Sign out</Button>
        </Row>
      </Card>
      <Card label="Appearance">
        <Select label="Theme" name="theme" value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
          <option value="system">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </Select>
      </Card>
      <Card label="Where you are signed in">
        <h2>Where you are signed in</h2>
        <SignIns />
        <div>
          <ConfirmButton
            busy={everywhere.isPending} run={() => everywhere.mutate(me.id)}
            ask={{ title: 'Sign out everywhere?', text: 'Every device has to sign in again, this one too.', yes: 'Sign out on all devices' }}
          >Sign out everywhere</ConfirmButton>
        </div>
      </Card>
      <Card label="Password"><Password /></Card>
    </Page>
  );
}

const counted = (count = 0): string => (count > 0 ? ` (${count})` : '');

function Password() {
  const write = useWrite({
    run: (body: ChangePasswordData['body']) => changePassword({ body }),
    changes: [['sign_in']],
    done: () => toast('Your password is changed.'),
  });
  const submit = (data: FormData): void => write.mutate({ current: String(data.get('current')), new: String(data.get('new')) });
  return (
    <Form key={write.submittedAt && write.isSuccess ? write.submittedAt : 0} label="Change password" error={write.error} onSubmit={submit}>
      <h2>Change password</h2>
      <Field label="Current password" name="current" type="password" autoComplete="current-password" required />
      <NewPassword label="New password" name="new" />
      <Button type="submit" busy={write.isPending}>Change password</Button>
    </Form>
  );
}
