import { t } from '@lingui/core/macro';
import { useState } from 'react';
import { useStore } from 'zustand';
import { session } from '../../api/session.ts';
import { keepsCookies } from '../../lib/cookies.ts';
import { kept } from '../../lib/kept.ts';
import { Notice } from '../../ui/notice.tsx';

/** The sign-in outlives its first minutes as a cookie only. */
export function NoCookies() {
  const [keeps] = useState(() => kept.lasts() && keepsCookies());
  const lost = useStore(session, (s) => s.cookieless);
  if (keeps && lost !== true) return null;
  return <Notice tone="warn" quiet>{t`Your browser keeps no cookies for this address. You can sign in, but only for a few minutes, and loading the page again signs you out. To stay signed in, allow cookies for this address in the browser’s settings, then load this page again.`}</Notice>;
}
