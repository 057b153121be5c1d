import { createStore } from 'zustand/vanilla';

/** The places there are now. */
export const toastPlaces = createStore<{ list: HTMLElement[] }>(() => ({ list: [] }));

/** The one that has the toasts: the newest in a dialog, since what is outside of it is inert, and else the newest. */
export const taken = <Place extends Pick<HTMLElement, 'closest'>>(places: Place[]): Place | undefined => places.findLast((place) => place.closest('dialog')) ?? places.at(-1);

function keep(element: HTMLElement | null): (() => void) | undefined {
  if (!element) return undefined;
  toastPlaces.setState(({ list }) => ({ list: [...list, element] }));
  return () => toastPlaces.setState(({ list }) => ({ list: list.filter((one) => one !== element) }));
}

/** Room for toasts in what fills the window or the screen: over it they would cover a control, and outside of a full screen nobody sees them. */
export function ToastPlace({ className }: { className?: string }) {
  return <div ref={keep} className={className} />;
}
