import { i18n } from '@lingui/core';
import { t, msg } from '@lingui/core/macro';
import { useEffect, useRef } from 'react';
import type { Tile } from '../../call/tiles.ts';
import { cx } from '../../lib/cx.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ToastPlace } from '../../ui/toast-place.tsx';
import css from './calls.module.css';
import { canFillScreen, useFullScreen } from './full-screen.ts';

/** Own tracks are shown muted: nobody wants to hear themselves. */
export function Picture({ track, label, mirrored }: { track: MediaStreamTrack; label: string; mirrored?: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return <video ref={video} className={cx(css.video, mirrored && css.mirrored)} aria-label={label} autoPlay playsInline muted />;
}

const QUALITY = [msg`Connection lost`, msg`Poor connection`, msg`Fair connection`, msg`Good connection`];

type Props = { tile: Tile; stream: MediaStream | undefined; /** What the server says of it is of now. */ live: boolean };

/** A person's camera or screen. Alone on the screen it says itself what the page would say around it. */
export function TileView({ tile, stream, live }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const frame = useRef<HTMLElement>(null);
  const [full, turn] = useFullScreen(frame);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
  }, [stream]);
  const { name } = tile;
  const screen = tile.source === 'screen';
  const told = tile.quality === null ? undefined : QUALITY[tile.quality];
  const quality = told && i18n._(told);
  return (
    <figure ref={frame} className={cx(css.tile, tile.speaking && css.speaking)} data-quality={tile.quality ?? undefined} data-speaking={tile.speaking}>
      {stream ? (
        <video ref={video} className={cx(css.video, screen && css.whole)} aria-label={screen ? t`Screen of ${name}` : t`Camera of ${name}`} autoPlay playsInline muted />
      ) : <Avatar size="large" name={name} picture={null} />}
      <figcaption>
        {tile.source === 'camera' && tile.muted && <span role="img" aria-label={t`Muted`}><Icon name="mic_off" size={16} /></span>}
        <span className={css.name}>{screen ? t`${name} shares their screen` : name}</span>
        {tile.speaking && <span className={css.says} role="img" aria-label={t`speaking`}><Icon name="live" size={16} /></span>}
        {quality && <span className={css.bars} data-level={tile.quality} role="img" aria-label={quality} title={quality}><i /><i /><i /></span>}
      </figcaption>
      {full && <p className={css.lost} role="status" hidden={live}>{!live && t`Connection lost. Coming back…`}</p>}
      {canFillScreen() && (
        <button
          type="button" className={css.full} onClick={turn}
          aria-label={full ? t`Leave full screen` : screen ? t`Full screen: screen of ${name}` : t`Full screen: camera of ${name}`}
        ><Icon name={full ? 'close' : 'full'} size={16} /></button>
      )}
      {full && <ToastPlace className={css.over} />}
    </figure>
  );
}

/** Sound of one slot; stays mounted as long as its stream. */
export function Sound({ stream, speaker }: { stream: MediaStream; speaker: string | undefined }) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    element.srcObject = stream;
    if (speaker && 'setSinkId' in element) void element.setSinkId(speaker).catch(() => {});
    void element.play().catch(() => {});
  }, [stream, speaker]);
  return <audio ref={audio} autoPlay />;
}
