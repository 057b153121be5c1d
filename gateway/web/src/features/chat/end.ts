type Box = Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight'>;

const NEAR_PX = 80;

const below = ({ scrollTop, scrollHeight, clientHeight }: Box): number => scrollHeight - scrollTop - clientHeight;

/** Whether one reads at the end of a box that scrolls. */
export const isNearEnd = (box: Box): boolean => below(box) < NEAR_PX;

/** Whether somebody has scrolled up since the browser last told of it, at `top`. A box whose content got shorter is higher too, but at its end. */
export const wentUp = (box: Box, top: number): boolean => box.scrollTop < top && below(box) > 1;
