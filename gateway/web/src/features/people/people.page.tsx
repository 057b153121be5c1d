import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useDeferredValue } from 'react';
import { deleteUser, listUsers, type UserEntry } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { currentMe, useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { paged, type Paged } from '../../api/paged.ts';
import { queries } from '../../api/query-client.ts';
import { roleName } from '../../api/roles.ts';
import { dayAndTime } from '../../lib/time.ts';
import { joined } from '../../lib/words.ts';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { Field } from '../../ui/field.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, Empty, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { useSought } from '../../ui/sought.ts';
import { When } from '../../ui/time.tsx';
import { toast } from '../../ui/toasts.ts';

const peopleOf = (name: string | undefined): Paged<UserEntry> => ({
  queryKey: ['profile', 'list', name], fetch: (cursor, signal) => listUsers({ query: { name, cursor }, signal }),
});

export const loader: Loader = ({ search: { name } }) => {
  if (currentMe().roles.includes('admin')) void queries.prefetchInfiniteQuery(paged(peopleOf(name)));
};

/** Everybody in the organization, for its admins. */
export default function PeoplePage() {
  const me = useMe();
  const [{ name }, seek] = useSought('/people');
  const sought = useDeferredValue(name);
  if (!me.roles.includes('admin')) return <Page title={t`People`} narrow><Empty title={t`For admins only`}>{t`Your account does not look after accounts.`}</Empty></Page>;
  return (
    <Page title={t`People`} lead={t`Everybody in your organization, the newest first.`}>
      <search>
        <Field label={t`Name`} name="name" type="search" value={name ?? ''} maxLength={80} autoComplete="off" onChange={(event) => seek({ name: event.target.value || undefined })} />
      </search>
      <More<UserEntry>
        {...peopleOf(sought)}
        empty={<Empty title={t`Nobody fits`}>{t`Try a shorter part of the name.`}</Empty>}
      >
        {(items) => <Stack as="ul" label={t`People`}>{items.map((person) => <Entry key={person.id} person={person} self={person.id === me.id} />)}</Stack>}
      </More>
    </Page>
  );
}

function Entry({ person, self }: { person: UserEntry; self: boolean }) {
  const { id, display_name } = person;
  // names are free, and an impostor's is the victim's
  const toldApart = t`${display_name} (${{ roles: joined(person.roles.map(roleName)) }}, here since ${{ when: dayAndTime(new Date(person.registered_at)) }})`;
  const remove = useWrite({
    run: (user_id: string) => deleteUser({ path: { user_id } }), changes: [['profile'], ['mentor'], ['mentor_application']],
    done: () => toast(t`The account of ${display_name} is deleted.`),
  });
  return (
    <Card as="li">
      <PersonLine person={person}><Muted><Trans>Here since <When at={person.registered_at} /></Trans></Muted></PersonLine>
      {remove.isError && <Refusal error={remove.error} />}
      <Row between>
        <Row>
          {person.roles.map((role) => <Badge key={role} tone={role === 'admin' ? 'accent' : 'muted'}>{roleName(role)}</Badge>)}
          {self && <Badge tone="ok">{t`You`}</Badge>}
        </Row>
        {!self && (
          <ConfirmButton
            small aria-label={t`Delete the account of ${{ display_name: toldApart }}`} busy={remove.isPending} run={() => remove.mutate(id)}
            ask={{
              title: t`Delete the account of ${{ display_name: toldApart }} for good?`, yes: t`Delete for good`,
              text: t`This cannot be undone by anybody. Nobody can read what they wrote any more. Their open requests and coming sessions are cancelled, and a session that is going on is completed. Others keep what they wrote themselves.`,
            }}
          >{t`Delete account`}</ConfirmButton>
        )}
      </Row>
    </Card>
  );
}
