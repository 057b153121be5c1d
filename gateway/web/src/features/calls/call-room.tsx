import { t } from '@lingui/core/macro';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useBlocker } from '@tanstack/react-router';
import { iceServers, openRoom, type Room } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import { Call } from '../../call/call.ts';
import { openAgain, type Tracks } from '../../call/devices.ts';
import type { CallState, Phase } from '../../call/state.ts';
import { realtime } from '../../realtime/index.ts';
import { signallingOver } from '../../realtime/signalling.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Skeleton } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Row } from '../../ui/page.tsx';
import { dismissAllOf } from '../../ui/toasts.ts';
import { Ended } from './ended.tsx';
import { InCall } from './in-call.tsx';
import { Lobby } from './lobby.tsx';
import { PreJoin, type Out } from './pre-join.tsx';
import { onSignInEnds } from './sign-in-ends.ts';
import { tellSilent } from './silent.ts';
import { Told } from './told.tsx';
import { useStraight } from './use-straight.ts';

type Props = { room: Room; out: Out | null; title: string; channel: string; chat: ReactNode };

/** The way through a call: devices, lobby, call, end. */
export function CallRoom({ room, out, title, channel, chat }: Props) {
  const { id: me } = useMe();
  const [call, setCall] = useState(() => newCall(room.id, me));
  const state = useSyncExternalStore((changed) => call.subscribe(changed), () => call.state);
  useEffect(() => {
    // before the page goes to the door, which asks whether one wants to leave a call
    const stop = onSignInEnds(() => call.leave('signed_out'));
    const unsubscribe = call.subscribe(() => call.state.phase === 'ended' && dismissAllOf('call'));
    return () => {
      stop();
      call.leave();
      unsubscribe();
    };
  }, [call]);

  const open = async (): Promise<unknown> => {
    if (!room.can.host || room.state !== 'waiting') return;
    // opened already by an earlier visit: then it is open, which is what is wanted
    return openRoom({ path: { id: room.id }, headers: { 'Idempotency-Key': crypto.randomUUID() } }).catch(() => null);
  };
  const join = (tracks: Tracks): Promise<void> => call.join(tracks, open);
  const asking = useStraight(out === null && room.can.join, me, (tracks) => void join(tracks));
  /** Out of where one went straight in, to look at the devices first. */
  const check = (): void => {
    call.leave();
    setCall(newCall(room.id, me));
  };
  /** The devices are known, and which of them were on. */
  const rejoin = (): void => {
    const next = newCall(room.id, me);
    setCall(next);
    void next.join(openAgain(call.had, (kind) => next.state.phase !== 'ended' && tellSilent(kind)), open);
  };

  const away = useBlocker({ shouldBlockFn: () => GOING_ON.includes(call.state.phase), enableBeforeUnload: false, withResolver: true });
  return (
    <>
      <Told state={state} />
      <Step call={call} state={state} room={room} out={out} title={title} channel={channel} chat={chat} asking={asking} join={join} rejoin={rejoin} check={check} />
      {away.status === 'blocked' && (
        <Confirm title={t`Leave the call?`} yes={t`Leave`} no={t`Stay`} onYes={away.proceed} onNo={away.reset}>{t`You leave the call when you go to another page.`}</Confirm>
      )}
    </>
  );
}

const GOING_ON: Phase[] = ['joining', 'lobby', 'in', 'reconnecting'];

type StepProps = Props & { call: Call; state: CallState; asking: boolean; join: (tracks: Tracks) => Promise<void>; rejoin: () => void; check: () => void };

function Step({ call, state, room, out, title, channel, chat, asking, join, rejoin, check }: StepProps) {
  switch (state.phase) {
    case 'idle':
      return asking ? <Page title={title} narrow><Skeleton /></Page> : <PreJoin title={title} room={room} out={out} join={join} />;
    case 'joining':
      return (
        <Page title={title} narrow>
          <Notice>{t`Joining…`}</Notice>
          <Row><Button onClick={() => call.leave()}>{t`Leave`}</Button><Button look="quiet" onClick={check}>{t`Check picture and sound`}</Button></Row>
        </Page>
      );
    case 'lobby':
      return <Lobby call={call} state={state} room={room} title={title} check={check} />;
    case 'in':
    case 'reconnecting':
      return <InCall call={call} state={state} room={room} title={title} channel={channel} chat={chat} />;
    case 'ended':
      return <Ended state={state} room={room} title={title} rejoin={rejoin} check={check} />;
  }
}

function newCall(room: string, me: string): Call {
  return new Call({
    room, me, signalling: signallingOver(realtime),
    iceServers: async () => {
      const { ice_servers } = await iceServers({ path: { id: room } });
      return ice_servers.map(({ urls, username, credential }) => ({ urls, username: username ?? undefined, credential: credential ?? undefined }));
    },
  });
}
