import { i18n, type MessageDescriptor } from '@lingui/core';
import { t, msg } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import type { MentoringSession, Room } from '@lyceum/sdk';
import { useMe } from '../../api/me.ts';
import type { Problem, Tracks } from '../../call/devices.ts';
import { forget, know, wantsStraight } from '../../call/known.ts';
import { watchLevel } from '../../call/level.ts';
import { MUTABLE } from '../../call/state.ts';
import { useNow } from '../../lib/clock.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Check } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Card, Empty, Muted, Page, Row } from '../../ui/page.tsx';
import { When } from '../../ui/time.tsx';
import css from './calls.module.css';
import { ConnectionTest } from './connection-test.tsx';
import { ChooseDevices } from './devices.tsx';
import { Switches } from './switches.tsx';
import { Picture } from './tile.tsx';
import { Trouble } from './trouble.tsx';
import { usePreview } from './use-preview.ts';

/** Why one does not come in any more. */
export type Out = NonNullable<MentoringSession['call_closed']> | 'cancelled';

const OUT: Record<Out, MessageDescriptor> = {
  ended: msg`This call has ended.`,
  removed: msg`The host removed you from this call.`,
  cancelled: msg`This session was cancelled.`,
};

type Props = { title: string; room: Room; out: Out | null; join: (tracks: Tracks) => Promise<void> };

/** Who does not come in any more is told so before a camera is switched on. */
export function PreJoin(props: Props) {
  const { out } = props;
  if (!out) return <Preview {...props} />;
  return (
    <Page title={props.title} narrow>
      <Empty title={i18n._(OUT[out])} action={<LinkButton look="primary" to="/sessions">{t`Go to my sessions`}</LinkButton>}>
        {out === 'cancelled' ? t`By whom and why stands on the page of your sessions.` : t`You cannot come back to it.`}
      </Empty>
    </Page>
  );
}

const PASSING = new Set<Problem | undefined>(['in_use', 'ended', 'failed']);

/** On or off, and which one, are two controls. Listening works without either. */
function Preview({ title, room, join }: Props) {
  const { id: me } = useMe();
  const { tracks, problems, opening, chosen, turn, hand } = usePreview();
  const [busy, setBusy] = useState(false);
  const [straight, setStraight] = useState(() => wantsStraight(me));
  const go = async (): Promise<void> => {
    setBusy(true);
    const handed = hand();
    // what had not started, or failed for now, was not switched off
    if (straight) know(me, handed, MUTABLE.filter((kind) => opening.includes(kind) || PASSING.has(problems[kind])));
    else forget(me);
    await join(handed);
    setBusy(false);
  };
  const now = useNow();
  return (
    <Page title={title} lead={t`Check your picture and sound before you go in.`} narrow>
      <Card label={t`Preview`}>
        <div className={css.preview}>
          {tracks.camera ? <Picture track={tracks.camera} label={t`Your camera`} mirrored /> : <p>{opening.includes('camera') ? t`Your camera is starting…` : t`Your camera is off`}</p>}
        </div>
        <Row>
          <Switches on={{ microphone: tracks.microphone !== null, camera: tracks.camera !== null }} opening={opening} turn={turn} />
          <Level track={tracks.microphone} />
        </Row>
        {MUTABLE.map((kind) => problems[kind] && <Trouble key={kind} kind={kind} problem={problems[kind]} again={() => turn(kind)} />)}
        <ChooseDevices {...chosen} opening={opening.length > 0} />
        <Check label={t`Go straight in with these the next time`} name="straight" checked={straight} onChange={(event) => setStraight(event.target.checked)} />
        {!room.can.join && (
          <Notice tone="muted">{Date.parse(room.times.start) > now.getTime() ? <Trans>The room opens on <When at={room.times.start} />.</Trans> : t`You cannot come into this room now.`}</Notice>
        )}
        <Row>
          <Button look="primary" busy={busy} disabled={!room.can.join} onClick={() => void go()}>{t`Join call`}</Button>
          {opening.length > 0 && <Muted>{t`Your devices are still starting. What has not started when you join stays off.`}</Muted>}
          {opening.length === 0 && !tracks.microphone && !tracks.camera && <Muted>{t`You will hear and see the others; they will not hear or see you.`}</Muted>}
        </Row>
      </Card>
      <Card as="div"><ConnectionTest room={room.id} /></Card>
    </Page>
  );
}

function Level({ track }: { track: MediaStreamTrack | null }) {
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    if (!track) return;
    return watchLevel(track, (level) => {
      if (bar.current) bar.current.value = level;
    });
  }, [track]);
  return <meter ref={bar} className={css.level} data-off={!track} min={0} max={1} aria-label={t`Microphone level`} />;
}
