import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { deletedPerson } from '../../api/gone.ts';
import { useMe } from '../../api/me.ts';
import { Problem } from '../../api/problem.ts';
import { joined } from '../../lib/words.ts';
import { useConnected } from '../../realtime/connected.ts';
import { realtime } from '../../realtime/index.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { isComing, Skeleton } from '../../ui/loading.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { ToastPlace } from '../../ui/toast-place.tsx';
import css from './chat.module.css';
import { Conversation } from './conversation.tsx';
import { channelOf, sessionOf } from './read.ts';
import { Ways } from './session.tsx';

export default function ChannelPage() {
  const { id } = useParams({ from: '/in/chat/$id' });
  const me = useMe();
  const channel = useQuery(channelOf(id));
  const session = useQuery(sessionOf(channel.data?.session_id));
  // the head is as high as its words need, and pushes what stands below it: with all of it nothing moves
  const coming = isComing(channel) || isComing(session);
  const connected = useConnected();
  const [online, setOnline] = useState<string[]>([]);
  useEffect(() => realtime.subscribe(`channel:${id}`, { event: () => {}, gap: () => {}, joined: () => {}, online: setOnline }), [id]);
  const shown = coming ? undefined : channel.data;
  const title = shown?.title ?? t`Chat`;
  useEffect(() => {
    document.title = `${title} · Lyceum`;
  }, [title]);
  if (channel.error instanceof Problem && channel.error.status === 404) {
    return (
      <Page title={t`Chat`} narrow>
        <Empty title={t`There is no such conversation`} action={<LinkButton to="/chat">{t`All conversations`}</LinkButton>}>{t`Or it is not yours to read.`}</Empty>
      </Page>
    );
  }
  const others = shown?.members.filter((m) => m.id !== me.id) ?? [];
  return (
    <div className={css.page} data-fill data-coming={coming || undefined}>
      <header className={css.head}>
        <LinkButton look="quiet" small to="/chat" aria-label={t`All conversations`}><Icon name="back" /></LinkButton>
        <div>
          <h1>{title}</h1>
          <p>{shown && others.length === 0 ? deletedPerson() : joined(others.map(({ id, display_name }) => (!connected ? display_name : online.includes(id) ? t`${display_name} (online)` : t`${display_name} (away)`)))}</p>
        </div>
        {session.data && <Ways session={session.data} other={others[0]} />}
      </header>
      <ToastPlace />
      {coming && <div className={css.coming}><Skeleton /></div>}
      <Conversation key={id} id={id} />
    </div>
  );
}
