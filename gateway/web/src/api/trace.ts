/** What a press of somebody causes has one name, so that an operator can follow it through the server (W3C Trace Context). */

/** What is asked this soon after a press is taken for its consequence. */
const CAUSED_MS = 1000;

let cause = { id: '', at: Number.NEGATIVE_INFINITY };

function name(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function pressed(now = performance.now()): void {
  cause = { id: name(16), at: now };
}

/** The header of one request. Whether it is kept is the server's to say. */
export function traceparent(now = performance.now()): string {
  const id = now - cause.at < CAUSED_MS ? cause.id : name(16);
  return `00-${id}-${name(8)}-01`;
}

export function followPresses(page: EventTarget): void {
  for (const kind of ['click', 'keydown', 'submit']) page.addEventListener(kind, () => pressed(), { capture: true, passive: true });
}
