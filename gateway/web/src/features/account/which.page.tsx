import { t } from '@lingui/core/macro';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { showOrganization } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { Problem } from '../../api/problem.ts';
import { rememberSlug } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Form, text } from '../../ui/form.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DoorFrame } from './door.tsx';
import { slugOf } from './slug.ts';

/** The root of an installation on a device that knows none of its organizations. */
export default function WhichPage() {
  const { next } = useSearch({ from: '/o' });
  const navigate = useNavigate();
  const look = useWrite({
    run: (slug: string) => showOrganization({ path: { slug } }),
    done: (_, slug) => {
      rememberSlug(slug);
      void navigate({ to: '/o/$slug/sign-in', params: { slug }, search: next ? { next } : {} });
    },
  });
  const slug = look.variables ?? '';
  const missing = look.error instanceof Problem && look.error.status === 404;
  return (
    <DoorFrame title={t`Which organization?`} lead={t`You sign in to the one that you belong to.`}>
      <Form label={t`Which organization?`} error={missing ? null : look.error} onSubmit={(data) => look.mutate(slugOf(text(data, 'slug')))}>
        <Field
          label={t`Address of the organization`} name="slug" required autoFocus autoCapitalize="none" autoComplete="off" spellCheck={false}
          hint={t`The word after /o/ in the link that you were given; the whole link does too.`}
        />
        {missing && <Notice tone="bad">{t`There is no organization “${slug}”. Check the address you were given.`}</Notice>}
        <Button type="submit" look="primary" busy={look.isPending}>{t`Go on`}</Button>
      </Form>
    </DoorFrame>
  );
}
