/** At the root, whose pages it serves. */
const WORKER = '/worker.js';

type Trusted = { createPolicy: (name: string, rules: { createScriptURL: () => string }) => { createScriptURL: (url: string) => unknown } };

/** The one address that the server's policy lets become a script; where a browser knows no such policies it is as it stands. */
function trusted(types: Trusted | undefined): string {
  // the platform's types know no address that is not a text
  return types ? (types.createPolicy('worker', { createScriptURL: () => WORKER }).createScriptURL(WORKER) as string) : WORKER;
}

/** Has the shell kept on this device. Where there are no workers, as without https, or none for this page, nothing is. */
export async function keepShell(browser: Navigator = navigator, types = (globalThis as { trustedTypes?: Trusted }).trustedTypes): Promise<void> {
  try {
    await browser.serviceWorker?.register(trusted(types), { updateViaCache: 'none' });
  } catch {
    // the console stands without it
  }
}
