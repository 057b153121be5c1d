/** Asked again this soon at first, this late at most. */
const [SOON_MS, LATE_MS] = [500, 5000];

const told = new EventTarget();
let isOld = false;
/** What did not come at its last try. */
const failing = new Set<object>();

export const isFailing = (load: object): boolean => failing.has(load);

export function onFailing(listener: () => void): () => void {
  told.addEventListener('failing', listener);
  return () => told.removeEventListener('failing', listener);
}

/**
 * A page's code, asked for until it comes: without a connection a page is late, and says so in its place. When the server has a new version the
 * old files do not come any more: the next page that somebody goes to is the new version's.
 */
export async function whenThere<T>(load: () => Promise<T>): Promise<T> {
  for (let pause = SOON_MS; ; pause = Math.min(2 * pause, LATE_MS)) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      const code = await load();
      failing.delete(load);
      return code;
    } catch {
      failing.add(load);
      told.dispatchEvent(new Event('failing'));
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      if (!isOld && (await isReplaced())) {
        isOld = true;
        told.dispatchEvent(new Event('replaced'));
      }
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Whether the server's page names another program than this one. */
async function isReplaced(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute('src');
  const page = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } }).catch(() => null);
  return own !== null && own !== undefined && page?.ok === true && !(await page.text()).includes(own);
}

type Navigation = { state: { status: string }; latestLocation: { href: string }; subscribe: (type: 'onBeforeLoad', run: () => void) => unknown };

/** Where somebody goes while the program is an old one is loaded from the server. */
export function leaveWhenReplaced(router: Navigation, go = (href: string): void => location.assign(href)): void {
  const leave = (): void => {
    if (isOld && router.state.status === 'pending') go(router.latestLocation.href);
  };
  told.addEventListener('replaced', leave);
  router.subscribe('onBeforeLoad', () => {
    if (isOld) go(router.latestLocation.href);
  });
}
