import { kept, parsed } from '../lib/kept.ts';
import { forbiddenBy } from './permission.ts';

/** The chosen devices, remembered on this device only. */
export type Choice = { microphone?: string; camera?: string; speaker?: string };
export type Devices = { microphones: MediaDeviceInfo[]; cameras: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] };
export type Problem = 'denied' | 'denied_by_system' | 'missing' | 'in_use' | 'insecure' | 'ended' | 'failed';

const REMEMBERED = 'lyceum.devices';

export const remembered = (): Choice => (parsed(kept.getItem(REMEMBERED)) ?? {}) as Choice;

export function remember(choice: Choice): void {
  kept.setItem(REMEMBERED, JSON.stringify(choice));
}

export async function list(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const of = (kind: MediaDeviceKind): MediaDeviceInfo[] => all.filter((d) => d.kind === kind && d.deviceId !== '');
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') };
}

/** Calls back when something is plugged in or out. */
export function onChange(listener: () => void): () => void {
  navigator.mediaDevices?.addEventListener('devicechange', listener);
  return () => navigator.mediaDevices?.removeEventListener('devicechange', listener);
}

export async function openMicrophone(id?: string): Promise<MediaStreamTrack> {
  const audio = { deviceId: id ? { ideal: id } : undefined, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return only(await media().getUserMedia({ audio }));
}

export async function openCamera(id?: string): Promise<MediaStreamTrack> {
  const video = { deviceId: id ? { ideal: id } : undefined, width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 30 } };
  return only(await media().getUserMedia({ video }));
}

export type Tracks = { microphone: MediaStreamTrack | null; camera: MediaStreamTrack | null };

/** Opens the chosen devices that were on before, one after the other as before a call; `failed` is told of what does not open and stays off. */
export async function openAgain(had: Record<keyof Tracks, boolean>, failed: (kind: keyof Tracks) => unknown): Promise<Tracks> {
  const open = (kind: keyof Tracks, how: (id?: string) => Promise<MediaStreamTrack>): Promise<MediaStreamTrack | null> =>
    had[kind] ? how(remembered()[kind]).catch(() => (failed(kind), null)) : Promise.resolve(null);
  return { microphone: await open('microphone', openMicrophone), camera: await open('camera', openCamera) };
}

/** No browser of a phone can. */
export const canShareScreen = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === 'function';

/** Picture, and sound where the person shares it. */
export async function openScreen(): Promise<{ video: MediaStreamTrack; audio: MediaStreamTrack | null }> {
  const stream = await media().getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: true });
  return { video: only(stream, 'video'), audio: stream.getAudioTracks()[0] ?? null };
}

/** What to tell the person when a device did not open. */
export function problemOf(error: unknown): Problem {
  if (!window.isSecureContext || !navigator.mediaDevices) return 'insecure';
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return forbiddenBy(error) === 'system' ? 'denied_by_system' : 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'in_use';
  return 'failed';
}

function media(): MediaDevices {
  if (!navigator.mediaDevices) throw new DOMException('cameras and microphones want https or localhost', 'SecurityError');
  return navigator.mediaDevices;
}

function only(stream: MediaStream, kind?: 'video'): MediaStreamTrack {
  const track = (kind ? stream.getVideoTracks() : stream.getTracks())[0];
  if (!track) throw new DOMException('the device gave no track', 'NotFoundError');
  return track;
}
