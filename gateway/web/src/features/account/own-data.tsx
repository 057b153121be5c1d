import { t } from '@lingui/core/macro';
import { deleteAccount, exportMe } from '@lyceum/sdk';
import { useState } from 'react';
import { inOwnWords } from '../../api/codes.ts';
import { useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Muted } from '../../ui/page.tsx';
import { save } from './save.ts';
import { useLeave } from './sign-out.ts';

/** One's own as a file. */
export function Export() {
  const write = useWrite({
    run: (_: string) => exportMe({ parseAs: 'blob' }) as Promise<unknown>,
    // the SDK's type is that of the file's content, which is not read here
    done: (file) => save(file as Blob, 'lyceum-export.json'),
  });
  return (
    <Form label={t`Your data`} error={write.error} onSubmit={() => write.mutate('')}>
      <h2>{t`Your data`}</h2>
      <Muted>{t`Everything that is kept of you, as one file: your profile, requests, sessions, messages and notifications.`}</Muted>
      <Button type="submit" busy={write.isPending}>{t`Download your data`}</Button>
    </Form>
  );
}

/** The end of one's account, or why there is no such thing here: the server keeps an organization from losing its last admin. */
export function DeleteAccount() {
  const { roles } = useMe();
  if (!roles.includes('admin')) return <DeleteForm />;
  return (
    <>
      <h2>{t`Delete my account`}</h2>
      <Muted>{inOwnWords('administrator')}</Muted>
    </>
  );
}

/** With the password and a second thought. */
function DeleteForm() {
  const leave = useLeave(true);
  const [password, setPassword] = useState<string | null>(null);
  const write = useWrite({
    run: (password: string) => deleteAccount({ body: { password } }),
    done: leave,
  });
  const yes = (): void => {
    write.mutate(password ?? '');
    setPassword(null);
  };
  return (
    <>
      <Form label={t`Delete my account`} error={write.error} onSubmit={(data) => setPassword(String(data.get('password')))}>
        <h2>{t`Delete my account`}</h2>
        <Muted>{t`Nobody can read what you wrote any more. Your open requests and coming sessions are cancelled, and a session that is going on is completed. Others keep what they wrote themselves.`}</Muted>
        <Field label={t`Your password, to delete your account`} name="password" type="password" autoComplete="current-password" required />
        <Button type="submit" look="danger" busy={write.isPending}>{t`Delete my account`}</Button>
      </Form>
      {password !== null && (
        <Confirm title={t`Delete your account for good?`} yes={t`Delete for good`} onYes={yes} onNo={() => setPassword(null)}>
          {t`This cannot be undone by anybody. Download your data first if you want to keep it.`}
        </Confirm>
      )}
    </>
  );
}
