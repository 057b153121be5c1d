import { t } from '@lingui/core/macro';
import { useState } from 'react';
import { playTone } from '../../call/tone.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import css from './calls.module.css';

export function SpeakerTest({ speaker }: { speaker: string | undefined }) {
  const [state, setState] = useState<'silent' | 'playing' | 'failed'>('silent');
  const play = async (): Promise<void> => {
    setState('playing');
    setState(await playTone(speaker).then(() => 'silent' as const, () => 'failed' as const));
  };
  return (
    <div className={css.speaker}>
      <Button busy={state === 'playing'} onClick={() => void play()}>{state === 'playing' ? t`Playing a tone…` : t`Test speaker`}</Button>
      {state === 'failed' && <Notice tone="warn">{t`This speaker did not play. Choose another one.`}</Notice>}
    </div>
  );
}
