/** Where a camera or microphone is allowed depends on who forbids it. */
export type Forbidden = 'browser' | 'system';

/** Chromium tells apart what the page may not do from what the system lets no program do. */
export const forbiddenBy = (error: unknown): Forbidden => (error instanceof Error && /by system/i.test(error.message) ? 'system' : 'browser');

const isTouch = (agent: string): boolean => /iPhone|iPad|Android/.test(agent);

/** What to do, in order, by the browser and the system that `agent` names. */
export function stepsToAllow(by: Forbidden, device: 'camera' | 'microphone', agent: string): string[] {
  const last = 'This message goes by itself once it works.';
  if (by === 'system') {
    const where = /Mac OS/.test(agent) ? `System Settings, Privacy & Security, ${device === 'camera' ? 'Camera' : 'Microphone'}` : /Windows/.test(agent) ? `Settings, Privacy & security, ${device === 'camera' ? 'Camera' : 'Microphone'}` : 'the privacy settings of this device';
    return [`Open ${where}.`, 'Allow it for this browser.', 'Start the browser again if it asks for that.', last];
  }
  if (/iPhone|iPad/.test(agent)) return ['Tap the icon at the left of the address, then Website Settings.', `Set the ${device} to Allow.`, last];
  if (/Firefox\//.test(agent)) return [`Click the crossed-out ${device} at the left of the address.`, 'Remove the block beside it.', `Switch the ${device} on again, and allow it.`];
  if (/Safari\//.test(agent) && !/Chrome\//.test(agent)) return ['In the menu Safari, open Settings for this website.', `Set the ${device} to Allow.`, last];
  return [`${isTouch(agent) ? 'Tap' : 'Click'} the icon at the left of the address.`, `Switch the ${device} on there.`, last];
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
