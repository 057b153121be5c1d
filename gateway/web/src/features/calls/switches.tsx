import { t } from '@lingui/core/macro';
import type { Mutable } from '../../call/state.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

type Props = { on: Record<Mutable, boolean>; opening?: Mutable[]; turn: (kind: Mutable) => void };

/** Microphone and camera before one is in, each with the word for what it is now. While one opens, its progress stands in its icon's place. */
export function Switches({ on, opening = [], turn }: Props) {
  return (
    <>
      <Button busy={opening.includes('microphone')} aria-label={on.microphone ? t`Turn microphone off` : t`Turn microphone on`} onClick={() => turn('microphone')}>
        {!opening.includes('microphone') && <Icon name={on.microphone ? 'mic' : 'mic_off'} />} {on.microphone ? t`Microphone on` : t`Microphone off`}
      </Button>
      <Button busy={opening.includes('camera')} aria-label={on.camera ? t`Turn camera off` : t`Turn camera on`} onClick={() => turn('camera')}>
        {!opening.includes('camera') && <Icon name={on.camera ? 'camera' : 'camera_off'} />} {on.camera ? t`Camera on` : t`Camera off`}
      </Button>
    </>
  );
}
