import { t } from '@lingui/core/macro';
import type { Me } from '@lyceum/sdk';
import type { IconName } from '../ui/icon.tsx';

export type Place = { to: string; label: string; icon: IconName };

/** The pages that somebody can go to from everywhere, in the order of the sidebar. */
export function placesOf(me: Me): Place[] {
  const places: Place[] = [
    { to: '/', label: t`Today`, icon: 'today' },
    { to: '/mentors', label: t`Mentors`, icon: 'mentors' },
    { to: '/requests', label: t`Requests`, icon: 'requests' },
    { to: '/sessions', label: t`Sessions`, icon: 'sessions' },
    { to: '/chat', label: t`Chat`, icon: 'chat' },
    { to: '/notifications', label: t`Notifications`, icon: 'bell' },
  ];
  if (me.roles.includes('admin')) places.push({ to: '/approvals', label: t`Approvals`, icon: 'shield' }, { to: '/people', label: t`People`, icon: 'person' });
  if (!me.roles.includes('mentor')) places.push({ to: '/become-a-mentor', label: t`Become a mentor`, icon: 'star' });
  return places;
}

/** At the foot of the sidebar. */
export const ownPlaces = (): Place[] => [
  { to: '/profile', label: t`Profile`, icon: 'person' },
  { to: '/account', label: t`Account`, icon: 'person' },
];

/** What the page at a path is called before its code says so; null where that is not known. */
export function titleOf(path: string, me: Me): string | null {
  const one: Record<string, string> = { mentors: t`Mentor`, requests: t`Request`, chat: t`Chat`, calls: t`Call` };
  return [...placesOf(me), ...ownPlaces()].find(({ to }) => to === path)?.label ?? one[path.split('/')[1]!] ?? null;
}
