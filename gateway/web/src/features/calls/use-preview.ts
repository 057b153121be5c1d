import { useCallback, useEffect, useRef, useState } from 'react';
import { list, onChange, openCamera, openMicrophone, problemOf, remember, remembered, type Choice, type Devices, type Problem } from '../../call/devices.ts';

export type Tracks = { microphone: MediaStreamTrack | null; camera: MediaStreamTrack | null };
type Kind = keyof Tracks;
const NONE: Devices = { microphones: [], cameras: [], speakers: [] };

/** The devices before a call: opens them, lists them, and remembers the choice. What is not handed on is closed. */
export function usePreview() {
  const [tracks, setTracks] = useState<Tracks>({ microphone: null, camera: null });
  const [problems, setProblems] = useState<Partial<Record<Kind, Problem>>>({});
  const [devices, setDevices] = useState(NONE);
  const [choice, setChoice] = useState<Choice>(remembered);
  const held = useRef(tracks);
  const handed = useRef(false);
  const gone = useRef(false);

  const hold = useCallback((kind: Kind, track: MediaStreamTrack | null): void => {
    if (gone.current) return track?.stop();
    held.current[kind]?.stop();
    held.current = { ...held.current, [kind]: track };
    setTracks(held.current);
  }, []);

  const open = useCallback(async (kind: Kind, id: string | undefined): Promise<void> => {
    try {
      hold(kind, await (kind === 'camera' ? openCamera(id) : openMicrophone(id)));
      setProblems((now) => ({ ...now, [kind]: undefined }));
    } catch (error) {
      hold(kind, null);
      setProblems((now) => ({ ...now, [kind]: problemOf(error) }));
    }
    setDevices(await list());
  }, [hold]);

  useEffect(() => {
    gone.current = false;
    const { microphone, camera } = remembered();
    // oxlint-disable-next-line react/set-state-in-effect -- state comes once the device, an outside thing, has opened
    void open('microphone', microphone).then(() => open('camera', camera));
    const stop = onChange(() => void list().then(setDevices));
    return () => {
      gone.current = true;
      stop();
      if (!handed.current) for (const track of Object.values(held.current)) track?.stop();
    };
  }, [open]);

  const choose = (kind: keyof Choice, id: string): void => {
    const next = { ...choice, [kind]: id };
    setChoice(next);
    remember(next);
    if (kind !== 'speaker') void open(kind, id);
  };
  const turn = (kind: Kind): void => {
    if (tracks[kind]) hold(kind, null);
    else void open(kind, choice[kind]);
  };
  const hand = (): Tracks => {
    handed.current = true;
    return held.current;
  };
  return { tracks, problems, devices, choice, choose, turn, hand };
}
