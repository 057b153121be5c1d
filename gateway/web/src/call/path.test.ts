import { expect, test } from 'vitest';
import { toldIn, together } from './path.ts';

const report = (...all: object[]): RTCStatsReport => new Map(all.map((one, index) => [String(index), one])) as unknown as RTCStatsReport;

const transport = { id: 't', type: 'transport', selectedCandidatePairId: 'p' };
const pair = { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.0423, responsesReceived: 7 };
const local = { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' };
const remote = { id: 'r', type: 'remote-candidate', address: '203.0.113.7', port: 8180 };
const other = { id: 'x', type: 'remote-candidate', address: '10.0.0.1', port: 1 };

test('the way that was chosen, and where the server is', () => {
  expect(toldIn(report(transport, pair, local, other, remote))).toEqual({
    path: { protocol: 'udp', relayed: false, rtt_ms: 42 }, server: '203.0.113.7:8180', sent: 0, arrived: 0, lost: 0,
  });
});

test('Firefox marks the pair itself', () => {
  expect(toldIn(report({ ...pair, selected: true }, local, remote)).path).toEqual({ protocol: 'udp', relayed: false, rtt_ms: 42 });
});

test('a relay is as good as the way to it', () => {
  expect(toldIn(report(transport, pair, { ...local, candidateType: 'relay', relayProtocol: 'tls' }, remote)).path).toMatchObject({ protocol: 'tcp', relayed: true });
});

test('no way, and the address that would have to be let through', () => {
  expect(toldIn(report({ ...transport, selectedCandidatePairId: undefined }, { ...pair, id: 'failed' }, local, remote))).toMatchObject({ path: null, server: '203.0.113.7:8180' });
});

test('by TCP: still the address that UDP would need', () => {
  const [tcp, udp] = [{ ...remote, port: 8181, protocol: 'tcp' }, { ...remote, id: 'u', protocol: 'udp' }];
  expect(toldIn(report(transport, pair, { ...local, protocol: 'tcp' }, tcp, udp))).toMatchObject({ path: { protocol: 'tcp' }, server: '203.0.113.7:8180' });
});

test('packets both ways, as the server counts them: what is sent again there and not back; what came late after all was not lost', () => {
  const incoming = { type: 'inbound-rtp', packetsReceived: 305, retransmittedPacketsReceived: 5, packetsLost: 6 };
  const late = { type: 'inbound-rtp', packetsReceived: 100, packetsLost: -2 };
  const sent = [{ type: 'outbound-rtp', packetsSent: 200, retransmittedPacketsSent: 20 }, { type: 'outbound-rtp', packetsSent: 50 }];
  // what a report of the other end says is not asked: it goes on, and calls nothing lost, where nothing comes any more
  expect(toldIn(report(incoming, late, ...sent, { type: 'remote-inbound-rtp', packetsLost: 10 }))).toMatchObject({ sent: 250, arrived: 400, lost: 4 });
});

test('of two connections the worse way counts, and each end what it got and sent', () => {
  const udp = toldIn(report(transport, pair, local, remote, { type: 'outbound-rtp', packetsSent: 200 }));
  const tcp = toldIn(report(transport, { ...pair, currentRoundTripTime: 0.3 }, { ...local, protocol: 'tcp' }, remote, { type: 'inbound-rtp', packetsReceived: 80, packetsLost: 3 }));
  expect(together([udp, tcp], { received: 190, lost: 4, sent: 90 })).toEqual({
    path: { protocol: 'tcp', relayed: false, rtt_ms: 300 }, server: '203.0.113.7:8180', up: { sent: 200, arrived: 190, lost: 4 }, down: { sent: 90, arrived: 80, lost: 3 },
  });
  const none = { sent: 0, arrived: 0, lost: 0 };
  expect(together([], { received: 0, lost: 0, sent: 0 })).toEqual({ path: null, server: null, up: none, down: none });
});
