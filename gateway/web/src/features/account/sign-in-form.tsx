import { t } from '@lingui/core/macro';
import { signIn, type SignedIn } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { device } from './device.ts';

type Props = { slug: string; email?: string; only?: boolean; done: (signedIn: SignedIn) => void };

/** Begins with `email` where that is known, and is for that person `only` where it has to be. */
export function SignInForm({ slug, email, only = false, done }: Props) {
  const write = useWrite({
    run: (body: { email: string; password: string }) => signIn({ path: { slug }, body: { ...body, device: device() } }),
    done,
  });
  return (
    <Form label={t`Sign in`} error={write.error} onSubmit={(data) => write.mutate({ email: text(data, 'email'), password: String(data.get('password')) })}>
      <Field label={t`Email`} name="email" type="email" autoComplete="username" required autoFocus={!email} defaultValue={email} readOnly={only} maxLength={254} />
      <Field label={t`Password`} name="password" type="password" autoComplete="current-password" required autoFocus={Boolean(email)} />
      <Button type="submit" look="primary" busy={write.isPending}>{t`Sign in`}</Button>
    </Form>
  );
}
