import { t } from '@lingui/core/macro';
import { useCallback, useEffect, useState } from 'react';
import { list, onChange, remember, remembered, type Choice, type Devices } from '../../call/devices.ts';
import { Select } from '../../ui/field.tsx';
import css from './calls.module.css';
import { SpeakerTest } from './speaker-test.tsx';

const NONE: Devices = { microphones: [], cameras: [], speakers: [] };

/** What is plugged in, and which of it this device remembers as chosen. */
export function useDevices() {
  const [devices, setDevices] = useState(NONE);
  const [choice, setChoice] = useState<Choice>(remembered);
  const look = useCallback(async () => setDevices(await list()), []);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- the list is an outside thing
    void look();
    return onChange(() => void look());
  }, [look]);
  const choose = (kind: keyof Choice, id: string): void => {
    const next = { ...choice, [kind]: id };
    setChoice(next);
    remember(next);
  };
  return { devices, choice, choose, look };
}

type Props = Pick<ReturnType<typeof useDevices>, 'devices' | 'choice' | 'choose'>;

const choosesSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

/** A browser names devices once one of them is open: while they are `opening` their fields have their place. */
export function ChooseDevices({ devices, choice, choose, opening = false }: Props & { opening?: boolean }) {
  return (
    <div className={css.devices}>
      <Choose label={t`Choose microphone`} list={devices.microphones} value={choice.microphone} opening={opening} onChange={(id) => choose('microphone', id)} />
      <Choose label={t`Choose camera`} list={devices.cameras} value={choice.camera} opening={opening} onChange={(id) => choose('camera', id)} />
      <Choose label={t`Choose speaker`} list={devices.speakers} value={choice.speaker} opening={opening && choosesSpeaker()} onChange={(id) => choose('speaker', id)} />
      <SpeakerTest speaker={choice.speaker} />
    </div>
  );
}

type ChooseProps = { label: string; list: MediaDeviceInfo[]; value: string | undefined; opening: boolean; onChange: (id: string) => void };

function Choose({ label, list, value, opening, onChange }: ChooseProps) {
  if (list.length === 0 && !opening) return null;
  return (
    <Select label={label} name={label} value={value ?? list[0]?.deviceId} onChange={(event) => onChange(event.target.value)}>
      {list.length === 0 && <option value="">…</option>}
      {list.map((device, index) => <option key={device.deviceId} value={device.deviceId}>{device.label || t`Device ${{ number: index + 1 }}`}</option>)}
    </Select>
  );
}
