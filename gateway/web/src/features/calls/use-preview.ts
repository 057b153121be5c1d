import { useCallback, useEffect, useRef, useState } from 'react';
import { session } from '../../api/session.ts';
import { openCamera, openMicrophone, problemOf, remembered, type Choice, type Problem, type Tracks } from '../../call/devices.ts';
import { useDevices } from './devices.tsx';
import { onSignInEnds } from './sign-in-ends.ts';

type Kind = keyof Tracks;

/** What is opened as the page comes: its fields have their place from the first drawing. */
const FIRST: Kind[] = ['microphone'];

/** Below the dialog that asks to sign in again nothing is on. */
const signedIn = (): boolean => session.getState().status === 'in';

/** The devices before a call: opens them, lists them, and remembers the choice. What is not handed on is closed. */
export function usePreview() {
  const [tracks, setTracks] = useState<Tracks>({ microphone: null, camera: null });
  const [problems, setProblems] = useState<Partial<Record<Kind, Problem>>>({});
  // null until the first is asked for
  const [opening, setOpening] = useState<Kind[] | null>(null);
  const held = useRef(tracks);
  const handed = useRef(false);
  const gone = useRef(false);
  const { devices, choice, choose: remember, look } = useDevices();

  const hold = useCallback((kind: Kind, opened: MediaStreamTrack | null): void => {
    if (gone.current || handed.current) return opened?.stop();
    const track = signedIn() ? opened : null;
    if (!track) opened?.stop();
    held.current[kind]?.stop();
    held.current = { ...held.current, [kind]: track };
    setTracks(held.current);
    track?.addEventListener('ended', () => {
      if (handed.current || held.current[kind] !== track) return;
      held.current = { ...held.current, [kind]: null };
      setTracks(held.current);
      setProblems((now) => ({ ...now, [kind]: 'ended' }));
    });
  }, []);

  const open = useCallback(async (kind: Kind): Promise<void> => {
    if (gone.current || handed.current) return;
    if (!signedIn()) return setOpening((now) => now ?? []);
    setOpening((now) => [...(now ?? []), kind]);
    try {
      const device = remembered()[kind];
      hold(kind, await (kind === 'camera' ? openCamera(device) : openMicrophone(device)));
      setProblems((now) => ({ ...now, [kind]: undefined }));
    } catch (error) {
      hold(kind, null);
      setProblems((now) => ({ ...now, [kind]: problemOf(error) }));
    }
    await look();
    setOpening((now) => now && now.toSpliced(now.indexOf(kind), 1));
  }, [hold, look]);

  useEffect(() => {
    gone.current = false;
    // oxlint-disable-next-line react/set-state-in-effect -- state comes once the device, an outside thing, has opened
    void open('microphone').then(() => open('camera'));
    return () => {
      gone.current = true;
      if (!handed.current) for (const track of Object.values(held.current)) track?.stop();
    };
  }, [open]);

  useEffect(() => onSignInEnds(() => {
    for (const kind of ['microphone', 'camera'] as const) hold(kind, null);
  }), [hold]);

  const choose = (kind: keyof Choice, id: string): void => {
    remember(kind, id);
    if (kind !== 'speaker') void open(kind);
  };
  const turn = (kind: Kind): void => {
    if (tracks[kind]) hold(kind, null);
    else void open(kind);
  };
  const hand = (): Tracks => {
    handed.current = true;
    return held.current;
  };
  return { tracks, problems, opening: opening ?? FIRST, chosen: { devices, choice, choose }, turn, hand };
}
