import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

type Place = { address: string; port: number };

/** Sound or pictures, or a report of them (RFC 7983), but no check of the way and nothing of its keys. */
export const isMedia = ([first = 0]: Buffer): boolean => first >= 128 && first <= 191;
export const isReport = (datagram: Buffer): boolean => isMedia(datagram) && datagram[1]! >= 192 && datagram[1]! <= 223;

/** A way by UDP from `at` to `to` that loses the datagrams for which `loses` holds, of all that go there, and those for which `losesBack` does of what comes back. Returns what closes it. */
export async function lossyWay(at: Place, to: Place, loses: (nth: number, datagram: Buffer) => boolean, losesBack: (datagram: Buffer) => boolean = () => false): Promise<() => void> {
  const front = createSocket('udp4');
  /** By who sends. */
  const backs = new Map<string, Socket>();
  let passed = 0;
  front.on('message', (datagram, { address, port }) => {
    passed += 1;
    if (loses(passed, datagram)) return;
    const name = `${address}:${port}`;
    const back = backs.get(name) ?? createSocket('udp4').on('message', (answer) => losesBack(answer) || front.send(answer, port, address));
    backs.set(name, back);
    back.send(datagram, to.port, to.address);
  });
  front.bind(at.port, at.address);
  await once(front, 'listening');
  return () => {
    for (const socket of [front, ...backs.values()]) socket.close();
  };
}
