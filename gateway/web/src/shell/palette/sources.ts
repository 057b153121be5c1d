import { t } from '@lingui/core/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { listMentors } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { conversations, nextSessions, openRequests } from '../../api/reads.ts';
import { losesWords, useSignOut } from '../../features/account/sign-out.ts';
import { inOrder, standing } from '../../features/requests/can.ts';
import { dayAndTime, zoneName } from '../../lib/time.ts';
import { LANGUAGES, setLanguage, useLanguage, type Language } from '../../ui/language.ts';
import { openPalette } from '../../ui/palette.ts';
import { setTheme, useTheme, type Theme } from '../../ui/theme.ts';
import { refuse } from '../../ui/toasts.ts';
import { ownPlaces, placesOf } from '../places.ts';
import { themeName } from '../theme.tsx';
import type { Entry, Group } from './entries.ts';
import { wayIn } from './way-in.ts';

const THEMES: Theme[] = ['system', 'light', 'dark'];
const PEOPLE = 6;

/** All that the palette knows, for what was typed. What comes late comes last, and moves nothing from under a finger that is on Enter. */
export function useGroups(text: string): Group[] {
  return [usePages(), useSessions(), useRequests(), useConversations(), useActions(), useMentors(text.trim()), usePeople(text.trim())];
}

function usePages(): Group {
  const me = useMe();
  const navigate = useNavigate();
  return { label: t`Pages`, entries: [...placesOf(me), ...ownPlaces()].map(({ to, label, icon }) => ({ id: `page ${to}`, label, icon, run: () => void navigate({ to }) })) };
}

function useRequests(): Group {
  const me = useMe();
  const navigate = useNavigate();
  const { data = [] } = useQuery(openRequests(me));
  const entries = inOrder(data).map((request): Entry => ({
    id: `request ${request.id}`, icon: 'requests', words: t`Requests`, detail: standing(request, me.id).text,
    label: t`${{ title: request.topic }} with ${{ name: (request.student.id === me.id ? request.mentor : request.student).display_name }}`,
    run: () => void navigate({ to: '/requests/$id', params: { id: request.id } }),
  }));
  return { label: t`Open requests`, entries };
}

function useSessions(): Group {
  const me = useMe();
  const navigate = useNavigate();
  const { data } = useQuery(nextSessions);
  const entries = (data?.items ?? []).map(({ id, topic, start, student, mentor, ...way }): Entry => ({
    id: `session ${id}`, icon: 'sessions', detail: `${dayAndTime(new Date(start))} ${zoneName(new Date(start))}`,
    label: t`${{ title: topic }} with ${{ name: (student.id === me.id ? mentor : student).display_name }}`,
    run: () => void navigate(wayIn(way)),
  }));
  return { label: t`Coming sessions`, entries };
}

function useConversations(): Group {
  const me = useMe();
  const navigate = useNavigate();
  const { data } = useQuery(conversations);
  const entries = (data?.items ?? []).map(({ id, title, members }): Entry => ({
    id: `conversation ${id}`, icon: 'chat', words: t`Chat`,
    label: t`${{ title }} with ${{ name: (members.find((m) => m.id !== me.id) ?? me).display_name }}`,
    run: () => void navigate({ to: '/chat/$id', params: { id } }),
  }));
  return { label: t`Conversations`, entries };
}

function useMentors(name: string): Group {
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['mentor', 'found', name], queryFn: ({ signal }) => listMentors({ query: { name, limit: PEOPLE }, signal }),
    enabled: name !== '', placeholderData: keepPreviousData, retry: false,
  });
  const entries = (name ? data?.items ?? [] : []).map(({ user, headline }): Entry => ({
    id: `mentor ${user.id}`, label: user.display_name, detail: headline, icon: 'person', run: () => void navigate({ to: '/mentors/$id', params: { id: user.id } }),
  }));
  return { label: t`Mentors`, entries, sought: true };
}

/** For admins: everybody's list is theirs to search. */
function usePeople(name: string): Group {
  const me = useMe();
  const navigate = useNavigate();
  const entries: Entry[] = !name || !me.roles.includes('admin') ? [] : [{ id: 'people', label: t`Find “${name}” in People`, icon: 'person', run: () => void navigate({ to: '/people', search: { name } }) }];
  return { label: t`People`, entries, sought: true };
}

/** Another language draws the page anew: not under a call, and not under a form that somebody fills in. */
function isBusy(): boolean {
  if (document.querySelector('[data-call]')) return true;
  return [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('main form :is(input, textarea)')].some((field) => field.value !== field.defaultValue);
}

function useActions(): Group {
  const theme = useTheme();
  const language = useLanguage();
  const me = useMe();
  const { here } = useSignOut();
  const languages = isBusy() ? [] : (Object.keys(LANGUAGES) as Language[]).filter((one) => one !== language);
  const entries: Entry[] = [
    ...THEMES.filter((one) => one !== theme).map((one): Entry => ({ id: `theme ${one}`, label: themeName(one), icon: 'theme', words: t`Appearance`, run: () => setTheme(one) })),
    ...languages.map((one): Entry => ({
      id: `language ${one}`, label: t`Language: ${{ language: LANGUAGES[one] }}`, icon: 'language', words: t`Appearance`,
      run: () => void setLanguage(one).catch(refuse),
    })),
    { id: 'keys', label: t`Keys of this console`, icon: 'info', words: t`Shortcuts`, run: () => openPalette('keys') },
    { id: 'sign out', label: t`Sign out`, icon: 'leave', run: () => (losesWords(me.id) ? openPalette('leave') : here.mutate()) },
  ];
  return { label: t`Actions`, entries };
}
