/** Whether a key that is pressed there is text. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** A keyboard on the screen, which has no Shift to hold with Enter. */
export const typesOnScreen = (): boolean => matchMedia('(pointer: coarse)').matches;

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** How the keyboard of this device writes a shortcut. */
export const withControl = (key: string): string => (isApple() ? `⌘${key}` : `Ctrl+${key}`);
