import { t, plural } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useMe } from '../api/me.ts';
import { conversations, openRequests, pendingApplications, unread } from '../api/reads.ts';
import type { Me } from '@lyceum/sdk';
import { number, unreadWords } from '../lib/words.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './frame.module.css';
import { FindButton } from './palette-host.tsx';
import { placesOf, type Place } from './places.ts';
import { ThemeButton } from './theme.tsx';

type Entry = Place & { count?: number; counted?: (count: number) => string };

function useEntries(me: Me): Entry[] {
  const notifications = useQuery(unread);
  const channels = useQuery(conversations);
  const requests = useQuery(openRequests(me));
  const applications = useQuery(pendingApplications(me));
  // what one looks at is being read: its mark would only flicker
  const { pathname } = useLocation();
  const unseen = channels.data?.items.reduce((sum, channel) => sum + (pathname === `/chat/${channel.id}` ? 0 : channel.unread), 0) ?? 0;
  const marks: Record<string, Pick<Entry, 'count' | 'counted'>> = {
    '/requests': { count: requests.data?.filter((r) => r.can.accept).length, counted: waiting },
    '/approvals': { count: applications.data?.length, counted: waiting },
    '/chat': { count: unseen },
    '/notifications': { count: notifications.data?.unread },
  };
  return placesOf(me).map((place) => ({ ...place, ...marks[place.to] }));
}

export function Sidebar() {
  const me = useMe();
  const entries = useEntries(me);
  return (
    <header className={css.sidebar}>
      <Link to="/" className={css.brand} aria-label={t`Lyceum, to Today`}><img src="/icon.svg" alt="" width="28" height="28" /><span>Lyceum</span></Link>
      <p className={css.organization}>{me.organization.name}</p>
      <FindButton />
      <nav aria-label={t`Main`}>
        <ul>{entries.map((entry) => <li key={entry.to}><Item {...entry} /></li>)}</ul>
      </nav>
      <div className={css.foot}>
        <ThemeButton />
        <Link to="/profile" className={css.item} activeProps={ACTIVE}>
          <Avatar size="small" name={me.display_name} picture={me.picture_url} /><span>{t`Profile`}</span>
        </Link>
        <Link to="/account" className={css.item} activeProps={ACTIVE}><Icon name="person" /><span>{t`Account`}</span></Link>
      </div>
    </header>
  );
}

/** Phones: five places; the rest stands on Today and in the account. */
export function Tabs() {
  const entries = useEntries(useMe());
  const shown = ['/', '/mentors', '/sessions', '/chat'].map((to) => entries.find((entry) => entry.to === to)!);
  return (
    <nav className={css.tabs} aria-label={t`Tabs`}>
      {shown.map((entry) => <Item key={entry.to} {...entry} />)}
      <Item to="/account" label={t`Account`} icon="person" count={entries.find((e) => e.to === '/notifications')?.count} />
    </nav>
  );
}

const ACTIVE = { 'data-active': true } as const;

const waiting = (count: number): string => plural(count, { one: '# waiting for you', other: '# waiting for you' });

function Item({ to, label, icon, count = 0, counted = unreadWords }: Entry) {
  return (
    <Link to={to} className={css.item} activeProps={ACTIVE} activeOptions={{ exact: to === '/' }}>
      <Icon name={icon} />
      <span className={css.word}>{label}</span>
      {count > 0 && <span className={css.count}><span aria-hidden>{count > 99 ? t`99+` : number(count)}</span><span className={css.hidden}>{` ${counted(count)}`}</span></span>}
    </Link>
  );
}
