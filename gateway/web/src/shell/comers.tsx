import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { nextSessions } from '../api/reads.ts';
import { hasCome } from '../lib/words.ts';
import { useComers } from '../realtime/use-room.ts';
import { dismiss, toast } from '../ui/toasts.ts';

/** Says on every page who has come to a call that one may join, for as long as they are there. */
export function Comers({ me }: { me: string }) {
  const { data } = useQuery(nextSessions);
  return data?.items.filter(({ can, call_closed }) => can.join && !call_closed).map(({ room_id }) => <Come key={room_id} room={room_id} me={me} />);
}

function Come({ room, me }: { room: string; me: string }) {
  const { pathname } = useLocation();
  const there = pathname === '/' || pathname === `/calls/${room}`;
  return useComers(room, me).map(({ user, waits }) => <Told key={`${user.id} ${waits}`} text={hasCome(user.display_name, waits)} room={room} there={there} />);
}

/** Nothing where it stands `there`, on the page itself. What was dismissed is not said again before they come anew. */
function Told({ text, room, there }: { text: string; room: string; there: boolean }) {
  const navigate = useNavigate();
  const heard = useRef(false);
  useEffect(() => {
    if (there || heard.current) return;
    let over = false;
    const shown = toast(text, 'live', {
      stays: true, action: { label: t`Join the call`, run: () => void navigate({ to: '/calls/$room', params: { room } }) },
      gone: () => void (heard.current = !over),
    });
    return () => {
      over = true;
      dismiss(shown);
    };
  }, [text, room, there, navigate]);
  return null;
}
