/** The way that sound and pictures take, as a browser tells it. */
export type Path = { protocol: 'udp' | 'tcp'; relayed: boolean; rtt_ms: number | null };

/** Packets of one's own that the server got or missed, and of others' that came here or did not. */
export type Packets = { arrived: number; lost: number };

export type Heard = {
  path: Path | null;
  /** Where the server says that UDP finds it. */
  server: string | null;
  packets: Packets;
  /** Of each connection with a way: grows as long as what goes there is answered. */
  answers: number[];
  /** When the server last reported what it got; 0 before. */
  reported: number;
};

type Any = RTCStats & Record<string, unknown>;

/** What one connection's report says of its way. */
export function heardIn(report: RTCStatsReport): Heard {
  const all: Any[] = [];
  report.forEach((one: Any) => all.push(one));
  const of = (type: string): Any[] => all.filter((one) => one.type === type);
  const chosen = of('transport').map(({ selectedCandidatePairId }) => selectedCandidatePairId);
  const pair = of('candidate-pair').find(({ id, selected }) => chosen.includes(id) || selected === true);
  const local = of('local-candidate').find(({ id }) => id === pair?.localCandidateId);
  const remotes = of('remote-candidate').filter(({ protocol }) => protocol !== 'tcp');
  const remote = remotes.find(({ id }) => id === pair?.remoteCandidateId) ?? remotes[0];
  const seconds = pair?.currentRoundTripTime;
  const told = of('remote-inbound-rtp');
  const reported = Math.max(0, ...told.map(({ timestamp }) => timestamp));
  return {
    path: local ? pathOf(local, typeof seconds === 'number' ? Math.round(seconds * 1000) : null) : null,
    server: remote?.address ? `${String(remote.address)}:${String(remote.port)}` : null,
    packets: packetsIn(of('inbound-rtp'), of('outbound-rtp'), told),
    // a browser that does not count answers has the reports
    answers: local ? [Number(pair?.responsesReceived ?? reported)] : [],
    reported,
  };
}

function pathOf(local: Any, rtt_ms: number | null): Path {
  const relayed = local.candidateType === 'relay';
  // to a relay it is that way that counts
  const protocol = (relayed ? local.relayProtocol : local.protocol) === 'udp' ? 'udp' : 'tcp';
  return { protocol, relayed, rtt_ms };
}

function packetsIn(incoming: Any[], outgoing: Any[], told: Any[]): Packets {
  const sum = (all: Any[], what: string): number => all.reduce((total, one) => total + Math.max(0, Number(one[what] ?? 0)), 0);
  // what was sent again did not arrive at first, and the server counts it no more
  const missed = sum(told, 'packetsLost') + sum(outgoing, 'retransmittedPacketsSent');
  return { arrived: sum(incoming, 'packetsReceived') + Math.max(0, sum(outgoing, 'packetsSent') - missed), lost: sum(incoming, 'packetsLost') + missed };
}

/** All connections of a call in one: the worse way counts. */
export function together(heard: Heard[]): Heard {
  const paths = heard.map(({ path }) => path).filter((path) => path !== null);
  const known = paths.map(({ rtt_ms }) => rtt_ms).filter((ms) => ms !== null);
  return {
    path: paths.length === 0 ? null : {
      protocol: paths.some(({ protocol }) => protocol === 'tcp') ? 'tcp' : 'udp', relayed: paths.some(({ relayed }) => relayed), rtt_ms: known.length > 0 ? Math.max(...known) : null,
    },
    server: heard.find(({ server }) => server)?.server ?? null,
    packets: { arrived: heard.reduce((sum, { packets }) => sum + packets.arrived, 0), lost: heard.reduce((sum, { packets }) => sum + packets.lost, 0) },
    answers: heard.flatMap(({ answers }) => answers),
    reported: Math.max(0, ...heard.map(({ reported }) => reported)),
  };
}
