import { t } from '@lingui/core/macro';
import { useSignOut } from '../../features/account/sign-out.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** Asked before what was written and not sent goes, as on the account page. */
export function Leave({ close }: { close: () => void }) {
  const { here } = useSignOut();
  const yes = (): void => {
    close();
    here.mutate();
  };
  return <Confirm title={t`Sign out?`} yes={t`Sign out`} onYes={yes} onNo={close}>{t`What you wrote here and have not sent is deleted.`}</Confirm>;
}
