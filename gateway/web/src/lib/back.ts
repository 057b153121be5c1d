const EVERY_MS = 3000;

/** Calls back as soon as the server is reached, asked every few seconds and when the browser finds a network, unless the returned function is called before. */
export function whenBack(back: () => void): () => void {
  let over = false;
  const stop = (): void => {
    over = true;
    clearInterval(timer);
    window.removeEventListener('online', ask);
  };
  const ask = (): void => void fetch('/', { method: 'HEAD', cache: 'no-store' }).then(({ ok }) => {
    if (over || !ok) return;
    stop();
    back();
  }, () => {});
  const timer = setInterval(ask, EVERY_MS);
  window.addEventListener('online', ask);
  return stop;
}
