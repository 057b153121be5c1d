import { t } from '@lingui/core/macro';
import type { Room } from '@lyceum/sdk';
import type { Call } from '../../call/call.ts';
import type { CallState, Mutable } from '../../call/state.ts';
import { useRoomChanges } from '../../realtime/use-room.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Empty, Page, Row } from '../../ui/page.tsx';
import css from './calls.module.css';
import { attempt } from './silent.ts';
import { useSilenced } from './silenced.ts';
import { Switches } from './switches.tsx';
import { Picture } from './tile.tsx';

/** Before the host lets one in: what is on, which goes in with one, is seen and can be switched off. */
export function Lobby({ call, state: { sending }, room, title, check }: { call: Call; state: CallState; room: Room; title: string; check: () => void }) {
  useRoomChanges(room.id);
  const press = useSilenced(call);
  const camera = sending.camera ? call.own.track('camera') : null;
  const turn = (kind: Mutable): void =>
    void attempt(call, kind, press(() => (kind === 'camera' ? call.own.setCamera(!sending.camera) : call.own.setMicrophone(!sending.microphone))));
  return (
    <Page title={title} narrow>
      <Empty title={t`Waiting for the host to let you in`} action={<Button onClick={() => call.leave()}>{t`Leave`}</Button>}>
        {room.participants.some(({ user }) => user.id === room.host_id)
          ? t`The host is in the room and sees that you are here. You come in by yourself once they let you in.`
          : t`The host is not in the room yet. Once there they see that you are here, and you come in by yourself when they let you in.`}
      </Empty>
      <Card label={t`Preview`}>
        <div className={css.preview}>{camera ? <Picture track={camera} label={t`Your camera`} mirrored /> : <p>{t`Your camera is off`}</p>}</div>
        <Row><Switches on={sending} turn={turn} /><Button look="quiet" onClick={check}>{t`Check picture and sound`}</Button></Row>
      </Card>
    </Page>
  );
}
