import { t } from '@lingui/core/macro';
import { useState } from 'react';
import type { Me } from '@lyceum/sdk';
import { accept, depart } from '../api/session.ts';
import { NoCookies } from '../features/account/no-cookies.tsx';
import { SignInForm } from '../features/account/sign-in-form.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Muted, Stack } from '../ui/page.tsx';

/**
 * The sign-in ran out or was ended elsewhere. The page stays below, with what was typed; what it asked for goes on afterwards. A call does not:
 * its page lets the devices go. Every way out but that one asks first, Escape too: nobody knows here what was typed.
 */
export function SignInOver({ me, call }: { me: Me; call: boolean }) {
  const [leaving, setLeaving] = useState(false);
  const ask = (): void => setLeaving(true);
  // in place of the dialog: a browser closes on a second Escape what would stay open below
  if (leaving) return <Confirm title={t`Sign out?`} yes={t`Sign out`} onYes={() => depart()} onNo={() => setLeaving(false)}>{t`What you wrote here and have not sent or saved is deleted.`}</Confirm>;
  return (
    <Dialog title={t`Sign in again`} onClose={ask}>
      <Stack>
        <Muted>{t`Your sign-in has ended. What you typed is still here: sign in to go on.`}</Muted>
        <NoCookies />
        {call && <Notice tone="muted" quiet>{t`You are not in the call. Your camera and microphone are off.`}</Notice>}
        <SignInForm slug={me.organization.slug} email={me.email} only done={accept} />
        <div><Button look="quiet" onClick={ask}>{t`Not ${{ name: me.display_name }}? Sign out`}</Button></div>
      </Stack>
    </Dialog>
  );
}
