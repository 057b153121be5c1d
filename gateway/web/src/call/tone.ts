const HZ = 660;
const LENGTH_S = 0.8;
const LOUDNESS = 0.2;

/** Plays a short tone on a loudspeaker, the chosen one where the browser lets a page choose; done when it has faded. */
export async function playTone(speaker: string | undefined): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const gain = context.createGain();
  const tone = context.createOscillator();
  tone.frequency.value = HZ;
  gain.gain.setValueAtTime(LOUDNESS, context.currentTime);
  gain.gain.setTargetAtTime(0, context.currentTime + LENGTH_S / 2, LENGTH_S / 10);
  tone.connect(gain).connect(output);
  const audio = new Audio();
  audio.srcObject = output.stream;
  try {
    if (speaker && 'setSinkId' in audio) await audio.setSinkId(speaker);
    await audio.play();
    const ended = new Promise((resolve) => tone.addEventListener('ended', resolve, { once: true }));
    tone.start();
    tone.stop(context.currentTime + LENGTH_S);
    await ended;
  } finally {
    audio.srcObject = null;
    void context.close();
  }
}
