import { t } from '@lingui/core/macro';
import { canShareScreen } from '../../call/devices.ts';
import type { Source } from '../../call/signalling.ts';
import { unreadWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import css from './calls.module.css';
import { canFillScreen } from './full-screen.ts';

type Props = {
  sending: Record<Source, boolean>;
  chatOpen: boolean;
  unread: number;
  microphone: () => void;
  camera: () => void;
  screen: () => void;
  devices: () => void;
  full: boolean;
  fill: () => void;
  toggleChat: () => void;
  leave: () => void;
};

/** Always there and always reachable by Tab: controls that hide are lost to a keyboard. */
export function Controls({ sending, chatOpen, unread, microphone, camera, screen, devices, full, fill, toggleChat, leave }: Props) {
  return (
    <div className={css.controls} role="toolbar" aria-label={t`Call controls`}>
      <Button onClick={microphone} aria-label={sending.microphone ? t`Mute microphone` : t`Unmute microphone`}><Icon name={sending.microphone ? 'mic' : 'mic_off'} /></Button>
      <Button onClick={camera} aria-label={sending.camera ? t`Turn camera off` : t`Turn camera on`}><Icon name={sending.camera ? 'camera' : 'camera_off'} /></Button>
      {canShareScreen() && <Button onClick={screen} aria-label={sending.screen ? t`Stop sharing` : t`Share screen`} aria-pressed={sending.screen}><Icon name="screen" /></Button>}
      <Button onClick={devices} aria-label={t`Devices`} aria-haspopup="dialog"><Icon name="settings" /></Button>
      <Button
        onClick={toggleChat} aria-label={unread > 0 ? t`Chat, ${{ unread: unreadWords(unread) }}` : t`Chat`}
        aria-expanded={chatOpen} aria-pressed={chatOpen} className={css.chat}
      >
        <Icon name="chat" />
        {unread > 0 && <span className={css.unread} aria-hidden>{unread > 99 ? '99+' : unread}</span>}
      </Button>
      {canFillScreen() && <Button onClick={fill} aria-label={full ? t`Leave full screen` : t`Full screen`} className={css.wide}><Icon name="full" /></Button>}
      <Button look="danger" onClick={leave} aria-label={t`Leave call`} className={css.leave}><Icon name="leave" /> <span className={css.wide}>{t`Leave`}</span></Button>
    </div>
  );
}
