import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Room } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import type { Call } from '../../call/call.ts';
import { problemOf } from '../../call/devices.ts';
import type { CallState } from '../../call/state.ts';
import { gridFor, tilesOf } from '../../call/tiles.ts';
import { Notice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toasts.ts';
import css from './calls.module.css';
import { Controls } from './controls.tsx';
import { Host } from './host.tsx';
import { speaker } from './pre-join.tsx';
import { Picture, Sound, TileView } from './tile.tsx';

type Props = { call: Call; state: CallState; room: Room; title: string; chat: ReactNode };

export function InCall({ call, state, room, title, chat }: Props) {
  const me = useMe();
  const [panel, setPanel] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const tiles = tilesOf(state, me.id);
  const grid = gridFor(tiles.length, size.width, size.height);
  const camera = state.sending.camera ? call.track('camera') : null;
  const attempt = async (what: string, work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (what !== 'screen' || problemOf(error) !== 'denied') toast(`The ${what} did not start.`, 'bad');
    }
  };
  return (
    <div ref={whole} className={css.call} data-call data-connection={state.phase === 'in' ? 'connected' : 'reconnecting'}>
      <header className={css.bar}>
        <h1>{title}</h1>
        <p role="status">{state.phase === 'reconnecting' ? 'Connection lost. Coming back…' : `${state.participants.length} in the call`}</p>
      </header>
      {room.can.host && <Host room={room.id} state={state} me={me.id} />}
      <div className={css.middle} data-panel={panel}>
        <div ref={stage} className={css.stage} role="region" aria-label="Stage">
          {tiles.length === 0 && <Notice quiet>Nobody else is here yet.</Notice>}
          <div className={css.grid} ref={(element) => {
            element?.style.setProperty('--columns', String(grid.columns));
            element?.style.setProperty('--tile', `${grid.width}px`);
          }}>
            {tiles.map((tile) => <TileView key={tile.key} tile={tile} stream={tile.mid ? call.streams.get(tile.mid) : undefined} />)}
          </div>
          {camera && <div className={css.self}><Picture track={camera} label="Your camera" mirrored /></div>}
        </div>
        {panel && <aside className={css.panel} aria-label="Chat">{chat}</aside>}
      </div>
      {call.audio().map(([mid, stream]) => <Sound key={mid} stream={stream} speaker={speaker()} />)}
      <Controls
        sending={state.sending} chatOpen={panel} toggleChat={() => setPanel(!panel)} leave={() => call.leave()}
        microphone={() => void attempt('microphone', call.setMicrophone(!state.sending.microphone))}
        camera={() => void attempt('camera', call.setCamera(!state.sending.camera))}
        screen={() => void attempt('screen', state.sending.screen ? call.stopScreen() : call.shareScreen())}
        full={() => void (document.fullscreenElement ? document.exitFullscreen() : whole.current?.requestFullscreen())}
      />
    </div>
  );
}

function useSize(of: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!of.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    observer.observe(of.current);
    return () => observer.disconnect();
  }, [of]);
  return size;
}
