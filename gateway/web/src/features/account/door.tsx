import { t } from '@lingui/core/macro';
import { useEffect, type ReactNode } from 'react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { showOrganization } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { Problem } from '../../api/problem.ts';
import { queries } from '../../api/query-client.ts';
import { explain } from '../../api/words.ts';
import { whenBack } from '../../lib/back.ts';
import { LinkButton } from '../../ui/button.tsx';
import { LanguageSelect } from '../../ui/language-select.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Card, Page } from '../../ui/page.tsx';
import css from './door.module.css';
import { NoCookies } from './no-cookies.tsx';

const organizationAt = (slug: string) => queryOptions({ queryKey: ['organization', slug], queryFn: ({ signal }) => showOrganization({ path: { slug }, signal }) });

/** What each of those pages reads first. */
export const loader: Loader = ({ params: { slug = '' } }) => void queries.prefetchQuery(organizationAt(slug));

/** The frame of the pages before the sign-in; says whose door it is, or that it cannot be asked now. */
export function Door({ slug, title, children, foot }: { slug: string; title: string; children: ReactNode; foot?: ReactNode }) {
  const { data, error, refetch } = useQuery(organizationAt(slug));
  const missing = error instanceof Problem && error.status === 404;
  const unreached = error instanceof Problem && error.status === 0;
  useEffect(() => (unreached ? whenBack(() => void refetch()) : undefined), [unreached, refetch]);
  return (
    <DoorFrame title={title} lead={data?.name ?? (missing ? slug : ' ')} foot={missing ? <div><LinkButton to="/o">{t`Another organization`}</LinkButton></div> : foot}>
      {unreached && <Notice tone="warn">{explain(error)}</Notice>}
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
          <NoCookies />
          <Card as="div">{children}</Card>
          {foot}
          <LanguageSelect />
        </Page>
      </div>
    </main>
  );
}
