/** Runs `work` while nobody else in this browser, in this tab or another, holds `name`. A browser that keeps nothing for the page lends it no locks either: then there is no other tab to mind. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  let begun = false;
  const run = (): Promise<T> => {
    begun = true;
    return work();
  };
  try {
    return navigator.locks ? await navigator.locks.request(name, run) : await run();
  } catch (error) {
    if (begun) throw error;
    return run();
  }
}
