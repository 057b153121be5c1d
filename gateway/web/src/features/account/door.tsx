import { t } from '@lingui/core/macro';
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { showOrganization } from '@lyceum/sdk';
import { Problem } from '../../api/problem.ts';
import { kept } from '../../lib/kept.ts';
import { LanguageSelect } from '../../ui/language-select.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Card, Page } from '../../ui/page.tsx';
import css from './door.module.css';

/** The frame of the pages before the sign-in; says whose door it is. */
export function Door({ slug, title, children, foot }: { slug: string; title: string; children: ReactNode; foot?: ReactNode }) {
  const organization = useQuery({ queryKey: ['organization', slug], queryFn: ({ signal }) => showOrganization({ path: { slug }, signal }) });
  const missing = organization.error instanceof Problem && organization.error.status === 404;
  return (
    <DoorFrame title={title} lead={organization.data?.name ?? (missing ? slug : ' ')} foot={missing ? <Link to="/o">{t`Another organization`}</Link> : foot}>
      {missing ? <Notice tone="bad">{t`There is no organization “${slug}”. Check the address you were given.`}</Notice> : children}
    </DoorFrame>
  );
}

/** The same, before it is known whose. */
export function DoorFrame({ title, lead, children, foot }: { title: string; lead: string; children: ReactNode; foot?: ReactNode }) {
  return (
    <main className={css.door}>
      <div className={css.box}>
        <p className={css.brand}><img src="/icon.svg" alt="" width="32" height="32" /> Lyceum</p>
        <Page title={title} lead={lead} narrow>
          {!kept.lasts() && <Notice tone="warn" quiet>{t`Your browser lets this page keep nothing, so loading it again signs you out. To stay signed in, allow cookies for this address.`}</Notice>}
          <Card as="div">{children}</Card>
          {foot}
          <LanguageSelect />
        </Page>
      </div>
    </main>
  );
}
