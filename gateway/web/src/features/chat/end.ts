type Box = Pick<Element, 'scrollTop' | 'scrollHeight' | 'clientHeight' | 'clientWidth'>;

const NEAR_PX = 80;

const below = ({ scrollTop, scrollHeight, clientHeight }: Box): number => scrollHeight - scrollTop - clientHeight;

const isNearEnd = (box: Box): boolean => below(box) < NEAR_PX;

/** Whether somebody reads at the end of a box that scrolls, and keeps them there whatever changes its size or its content's. */
export class End {
  at = true;
  private seen = { top: 0, below: 0, height: 0, width: 0 };

  /** The box or its content may have another size: who was at the end is there again. */
  keep(box: Box): void {
    // what got another size stands above what is in sight
    if (this.isAsSeen(box)) return this.note(box);
    if (this.at && this.wentUp(box)) this.at = false;
    if (this.at) this.go(box);
  }

  /** At the very end, where what gets another size moves nothing that is in sight. */
  stands(box: Box): boolean {
    return this.at && below(box) <= 1;
  }

  /** The browser was told to scroll by so much, to stay with what is in sight. */
  shifted(by: number): void {
    this.seen.top += by;
  }

  /** The browser says that the box was scrolled. It says so before it says that the box has another size, so only a way up is somebody's. */
  scrolled(box: Box): void {
    if (this.at && !this.wentUp(box)) return this.keep(box);
    this.look(box);
  }

  /** Stays where one is, be it no longer the end. */
  look(box: Box): void {
    this.at = isNearEnd(box);
    this.note(box);
  }

  go(box: Box): void {
    this.at = true;
    box.scrollTop = box.scrollHeight;
    this.note(box);
  }

  leave(): void {
    this.at = false;
  }

  private note(box: Box): void {
    this.seen = { top: box.scrollTop, below: below(box), height: box.clientHeight, width: box.clientWidth };
  }

  /** Within a pixel, as browsers round. */
  private isAsSeen(box: Box): boolean {
    return Math.abs(below(box) - this.seen.below) <= 1 && box.clientHeight === this.seen.height && box.clientWidth === this.seen.width;
  }

  /** A box whose content got shorter is higher too, but at its end; one of another size was moved by its browser. */
  private wentUp(box: Box): boolean {
    const { top, height, width } = this.seen;
    return box.clientHeight === height && box.clientWidth === width && box.scrollTop < top && below(box) > 1;
  }
}
