import { t, plural } from '@lingui/core/macro';
import { useRef, useState, type ReactNode } from 'react';
import type { Room } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import type { Call } from '../../call/call.ts';
import type { Choice } from '../../call/devices.ts';
import type { CallState } from '../../call/state.ts';
import { tilesOf } from '../../call/tiles.ts';
import { useNow } from '../../lib/clock.ts';
import { timeOfDay } from '../../lib/time.ts';
import { useConnected } from '../../realtime/connected.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ToastPlace } from '../../ui/toast-place.tsx';
import css from './calls.module.css';
import { closesSoon } from './closing.ts';
import { ConnectionTest } from './connection-test.tsx';
import { Controls } from './controls.tsx';
import { ChooseDevices, useDevices } from './devices.tsx';
import { useFullScreen } from './full-screen.ts';
import { Host } from './host.tsx';
import { useSilenced } from './silenced.ts';
import { attempt } from './silent.ts';
import { Stage } from './stage.tsx';
import { Sound } from './tile.tsx';
import { useUnread } from './use-unread.ts';

type Props = { call: Call; state: CallState; room: Room; title: string; channel: string; chat: ReactNode };

export function InCall({ call, state, room, title, channel, chat }: Props) {
  const me = useMe();
  const live = useConnected() && state.phase === 'in';
  const [panel, setPanel] = useState(false);
  const unread = useUnread(channel, panel);
  const press = useSilenced(call);
  const [choosing, setChoosing] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const [full, fill] = useFullScreen(whole);
  const { devices, choice, choose: remember } = useDevices();
  const choose = (kind: keyof Choice, id: string): void => {
    remember(kind, id);
    // what is off takes the chosen device when it is switched on
    if (kind === 'microphone' && state.sending.microphone) void attempt(call, kind, call.own.setMicrophone(true));
    if (kind === 'camera' && state.sending.camera) void attempt(call, kind, call.own.setCamera(true));
  };
  return (
    <div ref={whole} className={css.call} data-call data-fill data-connection={state.phase === 'in' ? 'connected' : 'reconnecting'}>
      <header className={css.bar}>
        <h1>{title}</h1>
        <p role="status">{state.phase === 'reconnecting' ? t`Connection lost. Coming back…` : <>{plural(state.participants.length, { one: '# in the call', other: '# in the call' })}<Closing end={room.times.end} /></>}</p>
        <p className={css.weak} role="status">{live && (state.blocked ? t`Sound and pictures do not get through; this network may not let calls pass. Trying on…` : state.weak && t`Your connection is poor: sound and pictures may falter.`)}</p>
        {state.sending.screen && (
          <div className={css.sharing} role="status">
            <Icon name="screen" /> {t`You are sharing your screen`}
            <Button small onClick={() => void call.own.stopScreen()}>{t`Stop`}</Button>
          </div>
        )}
      </header>
      {room.can.host && <Host room={room.id} state={state} me={me.id} />}
      <ToastPlace className={css.toasts} />
      <div className={css.middle} data-panel={panel}>
        <Stage tiles={tilesOf(state, me.id, live)} streams={call.streams} camera={state.sending.camera ? call.own.track('camera') : null} waiting={state.waiting.length > 0} live={live} />
        {panel && <aside className={css.panel} aria-label={t`Chat`}>{chat}</aside>}
      </div>
      {call.audio().map(([mid, stream]) => <Sound key={mid} stream={stream} speaker={choice.speaker} />)}
      <Controls
        sending={state.sending} chatOpen={panel} unread={unread} toggleChat={() => setPanel(!panel)} leave={() => call.leave()} devices={() => setChoosing(true)}
        microphone={() => void attempt(call, 'microphone', press(() => call.own.setMicrophone(!state.sending.microphone)))}
        camera={() => void attempt(call, 'camera', press(() => call.own.setCamera(!state.sending.camera)))}
        screen={() => void attempt(call, 'screen', state.sending.screen ? call.own.stopScreen() : call.own.shareScreen())}
        full={full} fill={fill}
      />
      {choosing && <Dialog title={t`Devices`} onClose={() => setChoosing(false)}><ChooseDevices devices={devices} choice={choice} choose={choose} /><ConnectionTest room={room.id} sample={() => call.sample()} /></Dialog>}
    </div>
  );
}

/** In the last minutes: nobody can make the room's time longer. */
function Closing({ end }: { end: string }) {
  const now = useNow();
  return closesSoon(end, now.getTime()) && ` · ${t`The room closes at ${{ time: timeOfDay(new Date(end)) }}.`}`;
}
