import { t } from '@lingui/core/macro';
import type { Me } from '@lyceum/sdk';
import { accept, depart } from '../api/session.ts';
import { SignInForm } from '../features/account/sign-in-form.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Muted, Stack } from '../ui/page.tsx';

/** The sign-in ran out or was ended elsewhere. The page stays below, with what was typed; what it asked for goes on afterwards. A call does not: its page lets the devices go. */
export function SignInOver({ me, call }: { me: Me; call: boolean }) {
  return (
    <Dialog title={t`Sign in again`} onClose={depart}>
      <Stack>
        <Muted>{t`Your sign-in has ended. What you typed is still here: sign in to go on.`}</Muted>
        {call && <Notice tone="muted" quiet>{t`You are not in the call. Your camera and microphone are off.`}</Notice>}
        <SignInForm slug={me.organization.slug} email={me.email} only done={accept} />
        <div><Button look="quiet" onClick={depart}>{t`Not ${{ name: me.display_name }}? Sign out`}</Button></div>
      </Stack>
    </Dialog>
  );
}
