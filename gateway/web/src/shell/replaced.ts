const TRIED = 'lyceum.reloaded_at';
const AGAIN_AFTER_MS = 10_000;

/** A page of the former version asks for files that a new version replaced: load the new one, but never in circles. */
export function reloadWhenReplaced(): void {
  window.addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(TRIED) ?? 0) < AGAIN_AFTER_MS) return;
    sessionStorage.setItem(TRIED, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
