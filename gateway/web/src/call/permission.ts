import { t } from '@lingui/core/macro';

/** Where a camera or microphone is allowed depends on who forbids it. */
export type Forbidden = 'browser' | 'system';

/** Chromium tells apart what the page may not do from what the system lets no program do. */
export const forbiddenBy = (error: unknown): Forbidden => (error instanceof Error && /by system/i.test(error.message) ? 'system' : 'browser');

const isTouch = (agent: string): boolean => /iPhone|iPad|Android/.test(agent);

/** What to do, in order, by the browser and the system that `agent` names. */
export function stepsToAllow(by: Forbidden, device: 'camera' | 'microphone', agent: string): string[] {
  const last = t`This message goes by itself once it works.`;
  const camera = device === 'camera';
  const allow = camera ? t`Set the camera to Allow.` : t`Set the microphone to Allow.`;
  if (by === 'system') return [whereInSystem(camera, agent), t`Allow it for this browser.`, t`Start the browser again if it asks for that.`, last];
  if (/iPhone|iPad/.test(agent)) return [t`Tap the icon at the left of the address, then Website Settings.`, allow, last];
  if (/Firefox\//.test(agent)) {
    return [
      camera ? t`Click the crossed-out camera at the left of the address.` : t`Click the crossed-out microphone at the left of the address.`,
      t`Remove the block beside it.`,
      camera ? t`Switch the camera on again, and allow it.` : t`Switch the microphone on again, and allow it.`,
    ];
  }
  if (/Safari\//.test(agent) && !/Chrome\//.test(agent)) return [t`In the menu Safari, open Settings for this website.`, allow, last];
  return [
    isTouch(agent) ? t`Tap the icon at the left of the address.` : t`Click the icon at the left of the address.`,
    camera ? t`Switch the camera on there.` : t`Switch the microphone on there.`,
    last,
  ];
}

function whereInSystem(camera: boolean, agent: string): string {
  if (/Mac OS/.test(agent)) return camera ? t`Open System Settings, Privacy & Security, Camera.` : t`Open System Settings, Privacy & Security, Microphone.`;
  if (/Windows/.test(agent)) return camera ? t`Open Settings, Privacy & security, Camera.` : t`Open Settings, Privacy & security, Microphone.`;
  return t`Open the privacy settings of this device.`;
}

/** Calls back when the person allows the device after all. */
export function onAllowed(device: 'camera' | 'microphone', listener: () => void): () => void {
  const stop = new AbortController();
  void watch(device, listener, stop.signal).catch(() => {
    // a browser that does not tell: the person switches it on again
  });
  return () => stop.abort();
}

async function watch(device: 'camera' | 'microphone', listener: () => void, signal: AbortSignal): Promise<void> {
  const status = await navigator.permissions.query({ name: device as PermissionName });
  status.addEventListener('change', () => status.state === 'granted' && listener(), { signal });
}
