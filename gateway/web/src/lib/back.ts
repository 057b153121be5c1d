const EVERY_MS = 3000;

/** Calls back as soon as the server is reached, asked every few seconds and when the browser finds a network, unless the returned function is called before. */
export function whenBack(back: () => void): () => void {
  let over = false;
  const stop = (): void => {
    over = true;
    clearInterval(timer);
    window.removeEventListener('online', ask);
  };
  const ask = async (): Promise<void> => {
    const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (over || !answer?.ok) return;
    stop();
    back();
  };
  const timer = setInterval(() => void ask(), EVERY_MS);
  window.addEventListener('online', ask);
  return stop;
}
