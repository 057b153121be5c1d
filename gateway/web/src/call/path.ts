import type { MediaStats } from './signalling.ts';

/** The way that sound and pictures take, as a browser tells it. */
export type Path = { protocol: 'udp' | 'tcp'; relayed: boolean; rtt_ms: number | null };

/** Packets that one end sent, and those that came to the other or, as it knows by their numbers, did not; since the connection began. */
export type Counted = { sent: number; arrived: number; lost: number };

/** How a connection is at one time. */
export type Sample = {
  path: Path | null;
  /** Where the server says that UDP finds it. */
  server: string | null;
  /** From here to the server: sent as this browser counts, arrived as the server does. */
  up: Counted;
  /** The other way round. */
  down: Counted;
};

/** What one connection's report says, of both ways what is counted here. */
export type Told = { path: Path | null; server: string | null; sent: number; arrived: number; lost: number };

type Any = RTCStats & Record<string, unknown>;

/** What one connection's report says. */
export function toldIn(report: RTCStatsReport): Told {
  const all: Any[] = [];
  report.forEach((one: Any) => all.push(one));
  const of = (type: string): Any[] => all.filter((one) => one.type === type);
  const chosen = of('transport').map(({ selectedCandidatePairId }) => selectedCandidatePairId);
  const pair = of('candidate-pair').find(({ id, selected }) => chosen.includes(id) || selected === true);
  const local = of('local-candidate').find(({ id }) => id === pair?.localCandidateId);
  const remotes = of('remote-candidate').filter(({ protocol }) => protocol !== 'tcp');
  const remote = remotes.find(({ id }) => id === pair?.remoteCandidateId) ?? remotes[0];
  const seconds = pair?.currentRoundTripTime;
  const sum = (type: string, what: string): number => of(type).reduce((total, one) => total + Number(one[what] ?? 0), 0);
  return {
    path: local ? pathOf(local, typeof seconds === 'number' ? Math.round(seconds * 1000) : null) : null,
    server: remote?.address ? `${String(remote.address)}:${String(remote.port)}` : null,
    // the server counts what is sent to it again, and not what it sends again
    sent: sum('outbound-rtp', 'packetsSent'),
    arrived: sum('inbound-rtp', 'packetsReceived') - sum('inbound-rtp', 'retransmittedPacketsReceived'),
    lost: sum('inbound-rtp', 'packetsLost'),
  };
}

function pathOf(local: Any, rtt_ms: number | null): Path {
  const relayed = local.candidateType === 'relay';
  // to a relay it is that way that counts
  const protocol = (relayed ? local.relayProtocol : local.protocol) === 'udp' ? 'udp' : 'tcp';
  return { protocol, relayed, rtt_ms };
}

/** All connections of a call in one, with what the server counts: the worse way counts. */
export function together(told: Told[], { received, lost, sent }: MediaStats): Sample {
  const paths = told.map(({ path }) => path).filter((path) => path !== null);
  const known = paths.map(({ rtt_ms }) => rtt_ms).filter((ms) => ms !== null);
  const sum = (what: 'sent' | 'arrived' | 'lost'): number => told.reduce((total, one) => total + one[what], 0);
  return {
    path: paths.length === 0 ? null : {
      protocol: paths.some(({ protocol }) => protocol === 'tcp') ? 'tcp' : 'udp', relayed: paths.some(({ relayed }) => relayed), rtt_ms: known.length > 0 ? Math.max(...known) : null,
    },
    server: told.find(({ server }) => server)?.server ?? null,
    up: { sent: sum('sent'), arrived: received, lost },
    down: { sent, arrived: sum('arrived'), lost: sum('lost') },
  };
}
