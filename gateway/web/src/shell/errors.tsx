import { t } from '@lingui/core/macro';
import { type ErrorComponentProps } from '@tanstack/react-router';
import { explain } from '../api/words.ts';
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
  return (
    <Page title={t`This page did not open`} narrow>
      <Empty title={t`Something went wrong`} action={<Button look="primary" onClick={() => location.reload()}>{t`Load the page again`}</Button>}>
        {explain(error)}
      </Empty>
    </Page>
  );
}

/** In place of the frame: it could not be found out who is signed in. */
export function BrokenFrame(props: ErrorComponentProps) {
  return <main><Broken {...props} /></main>;
}
