import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { signUp, type SignUpData } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { accept } from '../../api/session.ts';
import { viewerZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Door } from './door.tsx';
import { useFollowing } from './following.ts';
import { NewPassword } from './new-password.tsx';
import { signInWhenReady } from './ready.ts';

export { loader } from './door.tsx';

type Body = SignUpData['body'];

export default function SignUpPage() {
  const { slug } = useParams({ from: '/o/$slug/sign-up' });
  const { next } = useSearch({ from: '/o/$slug/sign-up' });
  const navigate = useNavigate();
  const [known, setKnown] = useState(false);
  // a sign-in that was on its way from the other door
  const go = (): void => void navigate({ href: next ?? '/', replace: true });
  useFollowing(go);
  const write = useWrite({
    run: async (body: Body, headers) => {
      await signUp({ path: { slug }, body, headers });
      return signInWhenReady(slug, body);
    },
    done: (signedIn) => {
      if (!signedIn) return setKnown(true);
      accept(signedIn);
      go();
    },
  });
  const submit = (data: FormData): void => {
    setKnown(false);
    write.mutate({ display_name: text(data, 'display_name'), email: text(data, 'email'), password: String(data.get('password')), zone: viewerZone() });
  };
  const foot = <p><Trans>Have an account? <Link to="/o/$slug/sign-in" params={{ slug }} search={next ? { next } : {}}>Sign in</Link></Trans></p>;
  return (
    <Door slug={slug} title={t`Create an account`} foot={foot}>
      <Form label={t`Create an account`} error={write.error} onSubmit={submit}>
        <Field label={t`Your name`} name="display_name" autoComplete="name" required maxLength={80} autoFocus />
        <Field label={t`Email`} name="email" type="email" autoComplete="username" required maxLength={254} />
        <NewPassword label={t`Password`} name="password" />
        {known && (
          <Notice tone="warn">
            <Trans>
              We could not sign you in with that. If you have an account
              already, <Link to="/o/$slug/sign-in" params={{ slug }} search={next ? { next } : {}} state={{ email: write.variables?.email }}>sign in with its password</Link>.
            </Trans>
          </Notice>
        )}
        <Button type="submit" look="primary" busy={write.isPending}>{t`Create account`}</Button>
      </Form>
    </Door>
  );
}
