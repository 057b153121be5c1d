import { plural, t } from '@lingui/core/macro';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { showMentoringSession, type Room } from '@lyceum/sdk';
import { explain } from '../../api/words.ts';
import type { CallState } from '../../call/state.ts';
import { serverNow } from '../../lib/clock.ts';
import { LATE_MIN } from '../../lib/moments.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { ranOut } from './closing.ts';
import { endingOf } from './endings.ts';

type Props = { state: CallState; room: Room; title: string; rejoin: () => void; check: () => void };

/** Why one is not in the call any more, and where one goes from here. */
export function Ended({ state, room, title, rejoin, check }: Props) {
  const { reason, error } = state;
  // as it ended: later every room has closed
  const [late] = useState(() => ranOut(room.times.end, serverNow()));
  const again = reason !== 'removed' && reason !== 'ended';
  return (
    <Page title={title} narrow>
      <Empty
        title={endingOf(state)}
        action={<>{again && <><Button look="primary" onClick={rejoin}>{t`Rejoin`}</Button><Button onClick={check}>{t`Check picture and sound`}</Button></>}<LinkButton to="/sessions">{t`Go to my sessions`}</LinkButton></>}
      >
        {reason === 'ended' && late && <>{plural(LATE_MIN, { one: 'The room closed # minute after the agreed end.', other: 'The room closed # minutes after the agreed end.' })} </>}
        {reason === 'failed' ? explain(error) : <Rateable session={room.session_id} />}
      </Empty>
    </Page>
  );
}

/** The server knows who was in the call and may rate it. */
function Rateable({ session: id }: { session: string }) {
  const session = useQuery({ queryKey: ['mentoring_session', id], queryFn: ({ signal }) => showMentoringSession({ path: { id }, signal }), staleTime: 0 });
  return session.data?.can.rate && t`You can rate the session on the page of your sessions.`;
}
