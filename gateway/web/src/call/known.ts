import { kept, parsed } from '../lib/kept.ts';
import { list, openCamera, openMicrophone, remembered, type Tracks } from './devices.ts';

/** What somebody last went in with: which device was on, by its id, and null for one that was off. */
type Known = Record<keyof Tracks, string | null>;

const keyOf = (person: string): string => `lyceum.known.${person}`;

/** From here on this person goes straight in with these, on this device. Of what is `undecided`, on or off, what was known before holds; without that they see the page once more. */
export function know(person: string, tracks: Tracks, undecided: (keyof Tracks)[] = []): void {
  const before = known(person);
  const of = (kind: keyof Tracks): string | null | undefined => (undecided.includes(kind) ? before?.[kind] : (tracks[kind]?.getSettings().deviceId ?? null));
  const [microphone, camera] = [of('microphone'), of('camera')];
  if (microphone === undefined || camera === undefined) kept.removeItem(keyOf(person));
  else kept.setItem(keyOf(person), JSON.stringify({ microphone, camera } satisfies Known));
}

const NEVER = 'false';

/** From here on they check their devices each time. */
export const forget = (person: string): void => kept.setItem(keyOf(person), NEVER);

/** Nobody said otherwise. */
export const wantsStraight = (person: string): boolean => kept.getItem(keyOf(person)) !== NEVER;

const known = (person: string): Known | null => (parsed(kept.getItem(keyOf(person))) || null) as Known | null;

/** Whether it is worth asking: who only listened has nothing that lets a browser play sound unasked. */
export function mayBeKnown(person: string): boolean {
  const { microphone = null, camera = null } = known(person) ?? {};
  return microphone !== null || camera !== null;
}

/** What this person went in with before, open again; null where any of it is not there, not allowed, or not known to be. */
export async function openKnown(person: string): Promise<Tracks | null> {
  const before = known(person);
  if (!before || !(await mayUse('microphone')) || !(await mayUse('camera'))) return null;
  const { microphones, cameras } = await list();
  const isThere = (all: MediaDeviceInfo[], id: string | null): boolean => id === null || all.some(({ deviceId }) => deviceId === id);
  if (!isThere(microphones, before.microphone) || !isThere(cameras, before.camera)) return null;
  const tracks: Tracks = { microphone: null, camera: null };
  try {
    if (before.microphone !== null) tracks.microphone = await openMicrophone(remembered().microphone);
    if (before.camera !== null) tracks.camera = await openCamera(remembered().camera);
    return tracks;
  } catch {
    close(tracks);
    return null;
  }
}

export function close(tracks: Tracks): void {
  for (const track of Object.values(tracks)) track?.stop();
}

/** Granted, and not only not denied: else opening it asks, over a page that does not say why. */
const mayUse = (device: keyof Tracks): Promise<boolean> =>
  // a browser that does not tell shows the page that asks
  navigator.permissions.query({ name: device as PermissionName }).then(({ state }) => state === 'granted', () => false);
