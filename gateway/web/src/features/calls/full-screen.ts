import { useEffect, useState, type RefObject } from 'react';

/** An iPhone's browser fills its screen with nothing but its own player. */
export const canFillScreen = (): boolean => 'requestFullscreen' in Element.prototype;

/** Whether a part of the page fills the screen, and the way there and back: a phone has no key for it. */
export function useFullScreen(part: RefObject<HTMLElement | null>): [full: boolean, turn: () => void] {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = (): void => setFull(part.current !== null && document.fullscreenElement === part.current);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [part]);
  return [full, () => void (full ? document.exitFullscreen() : part.current?.requestFullscreen())];
}
