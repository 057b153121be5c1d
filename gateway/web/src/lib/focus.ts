type Focusable = Pick<HTMLElement, 'hasAttribute' | 'setAttribute' | 'removeAttribute' | 'addEventListener' | 'focus'>;

/** Gives the focus to what nobody comes to by Tab, as long as it is there. */
export function focusOn(place: Focusable): void {
  if (!place.hasAttribute('tabindex')) {
    place.setAttribute('tabindex', '-1');
    // a press beside what stands in it is not for it
    place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  }
  place.focus({ preventScroll: true });
}
