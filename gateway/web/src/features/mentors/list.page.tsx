import { t } from '@lingui/core/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { listMentors, listTopics, type Mentor } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { useMe } from '../../api/me.ts';
import { paged, type Paged } from '../../api/paged.ts';
import { queries } from '../../api/query-client.ts';
import { number } from '../../lib/words.ts';
import { Field, Select } from '../../ui/field.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, cover, Muted, Page, Row } from '../../ui/page.tsx';
import { PersonLine } from '../../ui/person.tsx';
import { useSought } from '../../ui/sought.ts';
import { Rating } from '../../ui/stars.tsx';
import css from './mentors.module.css';
import { Nobody } from './nobody.tsx';

const allTopics = queryOptions({ queryKey: ['mentor', 'topics'], queryFn: ({ signal }) => listTopics({ signal }) });

const mentorsOf = (topic: string | undefined, name: string | undefined): Paged<Mentor> => ({
  queryKey: ['mentor', 'list', topic, name], fetch: (cursor, signal) => listMentors({ query: { topic, name, cursor }, signal }),
});

export const loader: Loader = ({ search: { topic, name } }) => {
  void queries.prefetchInfiniteQuery(paged(mentorsOf(topic, name)));
  void queries.prefetchQuery(allTopics);
};

export default function MentorsPage() {
  const [{ topic, name }, seek] = useSought('/mentors');
  const me = useMe();
  const sought = useDeferredValue(name);
  const topics = useQuery(allTopics);
  return (
    <Page title={t`Mentors`} lead={t`Find somebody who has been where you want to go.`}>
      <search className={css.search}>
        <Field label={t`Name`} name="name" type="search" value={name ?? ''} maxLength={80} autoComplete="off" onChange={(event) => seek({ name: event.target.value || undefined })} />
        <Select label={t`Topic`} name="topic" value={topic ?? ''} onChange={(event) => seek({ topic: event.target.value || undefined })}>
          <option value="">{t`All topics`}</option>
          {topics.data?.items.map((one) => <option key={one.topic} value={one.topic}>{`${one.topic} (${number(one.mentors)})`}</option>)}
        </Select>
      </search>
      <More<Mentor>
        {...mentorsOf(topic, sought)}
        empty={<Nobody sought={Boolean(topic || name)} mentor={me.roles.includes('mentor')} />}
      >
        {(items) => (
          <ul className={css.grid} aria-label={t`Mentors`}>
            {items.map((mentor) => (
              <Card as="li" key={mentor.user.id} className={css.card}>
                <PersonLine person={mentor.user}><Rating {...mentor.rating} /></PersonLine>
                <Muted dir="auto">{mentor.headline}</Muted>
                <Row>{mentor.topics.map((one) => <Badge key={one} tone="accent">{one}</Badge>)}</Row>
                <Link to="/mentors/$id" params={{ id: mentor.user.id }} className={cover}>{t`See ${{ name: mentor.user.display_name }}`}</Link>
              </Card>
            ))}
          </ul>
        )}
      </More>
    </Page>
  );
}
