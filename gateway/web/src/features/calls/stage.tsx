import { t } from '@lingui/core/macro';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Tile } from '../../call/tiles.ts';
import { layoutOf } from '../../call/layout.ts';
import { Notice } from '../../ui/notice.tsx';
import css from './calls.module.css';
import { Picture, TileView } from './tile.tsx';

type Props = { tiles: Tile[]; streams: ReadonlyMap<string, MediaStream>; camera: MediaStreamTrack | null; waiting: boolean; live: boolean };

/** A grid of people; or a screen as large as it gets, with the people, oneself among them, in a strip beside or below it. */
export function Stage({ tiles, streams, camera, waiting, live }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(stage);
  const layout = layoutOf(tiles[0]?.source === 'screen', tiles.length, camera !== null, width, height);
  return (
    <div ref={stage} className={css.stage} role="region" aria-label={t`Stage`}>
      {tiles.length === 0 && <Notice quiet>{waiting ? t`Nobody else is in the call yet. Let in who waits.` : t`Nobody else is here yet.`}</Notice>}
      <div className={css.grid} data-layout={layout.kind} ref={(element) => {
        for (const [name, value] of Object.entries(layout.sizes)) element?.style.setProperty(`--${name}`, String(value));
      }}>
        {tiles.map((tile) => <TileView key={tile.key} tile={tile} stream={tile.mid ? streams.get(tile.mid) : undefined} live={live} />)}
        {camera && <div className={css.self}><Picture track={camera} label={t`Your camera`} mirrored /></div>}
      </div>
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
