import { t, plural } from '@lingui/core/macro';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { listNotifications, readNotification, readNotifications, type Notification } from '@lyceum/sdk';
import type { Loader } from '../../api/loader.ts';
import { currentMe, useMe } from '../../api/me.ts';
import { useWrite } from '../../api/mutation.ts';
import { paged, type Paged } from '../../api/paged.ts';
import { queries as kept } from '../../api/query-client.ts';
import { newestRequests, newestSessions, unread } from '../../api/reads.ts';
import { renew } from '../../api/renew.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/loading.tsx';
import { More } from '../../ui/more.tsx';
import { Badge } from '../../ui/notice.tsx';
import { Card, cover, Empty, Muted, Page, Row, Stack } from '../../ui/page.tsx';
import { Between, When } from '../../ui/time.tsx';
import { refuse } from '../../ui/toasts.ts';
import { aboutOf, isAnswered, isSettled, settledUpTo, useKnown, type Known } from './about.ts';
import { showRead, type Which } from './read.ts';
import { say } from './words.ts';

const MOST = 100;

const newestOnes = queryOptions({ queryKey: ['notification', 'recent'], queryFn: ({ signal }) => listNotifications({ query: { limit: MOST }, signal }) });
const ALL: Paged<Notification> = { queryKey: ['notification', 'list'], fetch: (cursor, signal) => listNotifications({ query: { cursor }, signal }) };

export const loader: Loader = () => {
  void kept.prefetchInfiniteQuery(paged(ALL));
  void kept.prefetchQuery(newestRequests(currentMe()));
  for (const query of [unread, newestOnes]) void kept.prefetchQuery(query);
  void kept.prefetchQuery(newestSessions);
};

export default function NotificationsPage() {
  const queries = useQueryClient();
  const newest = useQuery(unread);
  const read = useWrite({
    run: (which: Which) => ('up_to' in which ? readNotifications({ body: which }) : readNotification({ path: which })),
    now: (which) => showRead(queries, which),
    changes: [['notification']],
    failed: (error) => {
      refuse(error);
      return true;
    },
  });
  const known = useKnown();
  const recent = useQuery(newestOnes);
  const settled = recent.data ? settledUpTo(recent.data.items, recent.data.unread, known) : null;
  const marked = useRef(0);
  useEffect(() => {
    if (settled === null || settled <= marked.current) return;
    marked.current = settled;
    // nobody asked for it: where it fails they stay unread
    void readNotifications({ body: { up_to: settled } }).then(() => renew(queries, ['notification']), () => {});
  }, [settled, queries]);
  const last = newest.data?.items[0]?.position;
  const count = newest.data?.unread ?? 0;
  const isNew = count > 0 && last !== undefined;
  // there also where nothing is unread: what comes and goes above the list moves it
  const actions = <Button busy={read.isPending} disabled={!isNew} onClick={() => isNew && read.mutate({ up_to: last })}>{t`Mark all as read`}</Button>;
  const lead = !newest.data ? '\u00a0' : count > 0 ? plural(count, { one: '# unread', other: '# unread' }) : t`All read`;
  return (
    <Page title={t`Notifications`} lead={lead} actions={actions} narrow>
      {/* each row is as high as what it is about */}
      {known.coming ? <Skeleton /> : (
        <More<Notification>
          {...ALL}
          empty={<Empty title={t`Nothing yet`}>{t`Answers to your requests, changes of your sessions and the like appear here.`}</Empty>}
        >
          {(items) => <Stack as="ul" label={t`Notifications`}>{items.map((item) => <Item key={item.position} item={item} known={known} opened={() => !item.read && read.mutate({ position: item.position })} />)}</Stack>}
        </More>
      )}
    </Page>
  );
}

function Item({ item, known, opened }: { item: Notification; known: Known; opened: () => void }) {
  const me = useMe();
  const { text, to } = say(item);
  const about = aboutOf(item, known);
  const other = about?.people.find(({ id }) => id !== me.id);
  return (
    <Card as="li">
      <Row between>
        <Link to={to} className={cover} onClick={opened}>{text}</Link>
        {isSettled(item, known) ? <Badge>{isAnswered(item, known) ? t`Answered` : t`Nothing to answer`}</Badge> : !item.read && <Badge tone="accent">{t`New`}</Badge>}
      </Row>
      {about && <p><bdi>{about.topic}</bdi>{about.time && <> · <Between {...about.time} other={other} /></>}{about.more > 0 && ` ${plural(about.more, { one: 'and # more', other: 'and # more' })}`}</p>}
      <Muted><When own at={item.created_at} /></Muted>
    </Card>
  );
}
