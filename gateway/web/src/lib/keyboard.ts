/** Whether a key that is pressed there is text. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** How the keyboard of this device writes a shortcut. */
export const withControl = (key: string): string => (isApple() ? `⌘${key}` : `Ctrl+${key}`);
