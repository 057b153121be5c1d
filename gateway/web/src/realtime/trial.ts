import { Connection } from './connection.ts';

const LOOKS = 5;
/** The numbers of the connection's own heartbeat are small. */
const FIRST = 1_000_000;

/** Opens a socket of its own and tells how long a word takes there and back, ms; null when it does not open, or does not answer. */
export function roundTrip(url: string, token: string): Promise<number | null> {
  return new Promise((resolve) => {
    const times: number[] = [];
    let asked = 0;
    const ask = (): void => {
      asked = performance.now();
      connection.send({ type: 'ping', n: FIRST + times.length });
    };
    const connection = new Connection(url, token, {
      frame: (frame) => {
        if (frame.type === 'welcome') ask();
        if (frame.type !== 'pong' || frame.n !== FIRST + times.length) return;
        times.push(performance.now() - asked);
        if (times.length < LOOKS) ask();
        else connection.close();
      },
      gone: () => resolve(times.length < LOOKS ? null : Math.round(times.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)]!)),
    });
  });
}
