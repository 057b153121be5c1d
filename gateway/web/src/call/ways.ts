const LONGEST_MS = 5000;

/** How many ways a browser offers, by their kind: over its own network, over an address that a server saw, over a relay. */
export type Ways = { host: number; srflx: number; relay: number };

/** Looks for ways without taking one. */
export async function findWays(iceServers: RTCIceServer[]): Promise<Ways> {
  const found: Ways = { host: 0, srflx: 0, relay: 0 };
  const connection = new RTCPeerConnection({ iceServers });
  try {
    connection.createDataChannel('ways');
    connection.addEventListener('icecandidate', ({ candidate }) => {
      const kind = candidate?.type;
      if (kind && kind in found) found[kind as keyof Ways] += 1;
    });
    const done = new Promise<void>((resolve) => {
      connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && resolve());
      setTimeout(resolve, LONGEST_MS);
    });
    await connection.setLocalDescription(await connection.createOffer());
    await done;
  } finally {
    connection.close();
  }
  return found;
}
