import { t } from '@lingui/core/macro';
import { type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Problem } from '../api/problem.ts';
import { explain } from '../api/words.ts';
import { whenBack } from '../lib/back.ts';
import { Again } from '../ui/again.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { Empty, Page } from '../ui/page.tsx';

/** Stands without the frame, since no route is above it. */
export function NotFound() {
  return (
    <main>
      <Page title={t`Not found`} narrow>
        <Empty title={t`There is nothing at this address`} action={<LinkButton look="primary" to="/">{t`Go to Today`}</LinkButton>}>
          {t`The link may be old, or what it led to is not yours to see.`}
        </Empty>
      </Page>
    </main>
  );
}

export function Broken({ error }: ErrorComponentProps) {
  if (error instanceof Problem && error.passing) return <Away error={error} />;
  return (
    <Page title={t`This page did not open`} narrow>
      <Empty title={t`Something went wrong`} action={<Button look="primary" onClick={() => location.reload()}>{t`Load the page again`}</Button>}>
        {explain(error)}
      </Empty>
    </Page>
  );
}

/** The program is right, and the server is not there or has too much to do. Where it is not reached the page opens by itself when it is; one that `comes` does so without a reload. */
export function Away({ error, comes = false }: { error: Problem; comes?: boolean }) {
  const unreached = error.status === 0;
  useEffect(() => (unreached && !comes ? whenBack(() => location.reload()) : undefined), [unreached, comes]);
  return (
    <Page title={unreached && !navigator.onLine ? t`You are offline` : t`This page did not open`} narrow>
      <Empty title={explain(error)} action={<Button look="primary" onClick={() => location.reload()}>{t`Try again`}</Button>}>
        {unreached && t`The page opens by itself as soon as there is a connection.`}
      </Empty>
      <Again error={error} />
    </Page>
  );
}

/** In place of the frame: it could not be found out who is signed in. */
export function BrokenFrame(props: ErrorComponentProps) {
  return <main><Broken {...props} /></main>;
}
