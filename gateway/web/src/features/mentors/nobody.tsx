import { t } from '@lingui/core/macro';
import { LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/page.tsx';

/** An empty directory, or one where nobody is as `sought`. Who is a mentor cannot become one. */
export function Nobody({ sought, mentor }: { sought: boolean; mentor: boolean }) {
  const first = !mentor && t`Be the first: tell what you can help others with.`;
  return (
    <Empty title={sought ? t`Nobody fits` : t`No mentors yet`} action={!mentor && <LinkButton to="/become-a-mentor">{t`Become a mentor`}</LinkButton>}>
      {sought ? t`Try another topic or a shorter name.` : first}
    </Empty>
  );
}
