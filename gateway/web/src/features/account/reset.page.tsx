import { t } from '@lingui/core/macro';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { redeemPasswordReset } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toasts.ts';
import { Door } from './door.tsx';
import { NewPassword } from './new-password.tsx';

export { loader } from './door.tsx';

/** An operator's link leads here; its token stands after the #, which no server log sees. */
export default function ResetPage() {
  const { slug } = useParams({ from: '/o/$slug/reset' });
  const [token, setToken] = useState(tokenOf);
  useEffect(() => {
    // another link, pasted where this one stands
    const read = (): void => setToken(tokenOf());
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return (
    <Door slug={slug} title={t`Set a new password`}>
      {token ? <Reset key={token} slug={slug} token={token} /> : <Notice tone="bad">{t`This link is not whole. Open it again from where you got it, or ask your organization for a new one.`}</Notice>}
    </Door>
  );
}

const tokenOf = (): string => location.hash.slice(1).replace(/^token=/, '');

function Reset({ slug, token }: { slug: string; token: string }) {
  const navigate = useNavigate();
  const write = useWrite({
    run: (body: { token: string; new: string }, headers) => redeemPasswordReset({ path: { slug }, body, headers }),
    done: () => {
      toast(t`Your new password is set. Sign in with it.`);
      void navigate({ to: '/o/$slug/sign-in', params: { slug }, search: {}, replace: true });
    },
  });
  return (
    <Form label={t`Set a new password`} error={write.error} onSubmit={(data) => write.mutate({ token, new: String(data.get('new')) })}>
      <NewPassword label={t`New password`} name="new" autoFocus />
      <Button type="submit" look="primary" busy={write.isPending}>{t`Set password`}</Button>
    </Form>
  );
}
