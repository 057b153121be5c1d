const SIZE = { width: 320, height: 240 } as const;
/** Spots of the picture: coarse enough that any link can carry it, fine enough to fill a good one. */
const GRAIN = 4;
const FRAMES_PER_S = 15;

/** A picture that nobody has to allow: spots at random, as costly to send as a camera's. */
export function testPicture(): { track: MediaStreamTrack; stop: () => void } {
  const [spots, whole] = [canvas(SIZE.width / GRAIN, SIZE.height / GRAIN), canvas(SIZE.width, SIZE.height)];
  const image = spots.getImageData(0, 0, spots.canvas.width, spots.canvas.height);
  const colours = new Uint32Array(image.data.buffer);
  const paint = (): void => {
    for (let spot = 0; spot < colours.length; spot++) colours[spot] = Math.random() * 0x1_0000_0000;
    spots.putImageData(image, 0, 0);
    whole.drawImage(spots.canvas, 0, 0, SIZE.width, SIZE.height);
  };
  paint();
  const painting = setInterval(paint, 1000 / FRAMES_PER_S);
  const [track] = whole.canvas.captureStream(FRAMES_PER_S).getVideoTracks();
  return {
    track: track!,
    stop: () => {
      clearInterval(painting);
      track!.stop();
    },
  };
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const made = Object.assign(document.createElement('canvas'), { width, height });
  return made.getContext('2d', { alpha: false })!;
}
