import { expect, test } from 'vitest';
import { heardIn, together } from './path.ts';

const report = (...all: object[]): RTCStatsReport => new Map(all.map((one, index) => [String(index), one])) as unknown as RTCStatsReport;

const transport = { id: 't', type: 'transport', selectedCandidatePairId: 'p' };
const pair = { id: 'p', type: 'candidate-pair', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.0423, responsesReceived: 7 };
const local = { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'udp' };
const remote = { id: 'r', type: 'remote-candidate', address: '203.0.113.7', port: 8180 };
const other = { id: 'x', type: 'remote-candidate', address: '10.0.0.1', port: 1 };

test('the way that was chosen, and where the server is', () => {
  expect(heardIn(report(transport, pair, local, other, remote))).toEqual({
    path: { protocol: 'udp', relayed: false, rtt_ms: 42 }, server: '203.0.113.7:8180', packets: { arrived: 0, lost: 0 }, answers: [7], reported: 0,
  });
});

test('Firefox marks the pair itself', () => {
  expect(heardIn(report({ ...pair, selected: true }, local, remote)).path).toEqual({ protocol: 'udp', relayed: false, rtt_ms: 42 });
});

test('a relay is as good as the way to it', () => {
  expect(heardIn(report(transport, pair, { ...local, candidateType: 'relay', relayProtocol: 'tls' }, remote)).path).toMatchObject({ protocol: 'tcp', relayed: true });
});

test('no way, and the address that would have to be let through', () => {
  expect(heardIn(report({ ...transport, selectedCandidatePairId: undefined }, { ...pair, id: 'failed' }, local, remote))).toMatchObject({ path: null, server: '203.0.113.7:8180' });
});

test('by TCP: still the address that UDP would need', () => {
  const [tcp, udp] = [{ ...remote, port: 8181, protocol: 'tcp' }, { ...remote, id: 'u', protocol: 'udp' }];
  expect(heardIn(report(transport, pair, { ...local, protocol: 'tcp' }, tcp, udp))).toMatchObject({ path: { protocol: 'tcp' }, server: '203.0.113.7:8180' });
});

test('what had to be sent again did not arrive at first', () => {
  const sent = { type: 'outbound-rtp', packetsSent: 200, retransmittedPacketsSent: 20 };
  expect(heardIn(report(sent, { type: 'remote-inbound-rtp', packetsLost: 4 })).packets).toEqual({ arrived: 176, lost: 24 });
});

test('packets there and back; what came late after all was not lost', () => {
  const incoming = { type: 'inbound-rtp', packetsReceived: 300, packetsLost: 6 };
  const late = { type: 'inbound-rtp', packetsReceived: 100, packetsLost: -2 };
  expect(heardIn(report(incoming, late, { type: 'outbound-rtp', packetsSent: 200 }, { type: 'remote-inbound-rtp', packetsLost: 10 })).packets).toEqual({ arrived: 590, lost: 16 });
});

test('of two connections the worse way counts', () => {
  const [udp, tcp] = [heardIn(report(transport, pair, local, remote)), heardIn(report(transport, { ...pair, currentRoundTripTime: 0.3 }, { ...local, protocol: 'tcp' }, remote))];
  expect(together([udp, tcp])).toMatchObject({ path: { protocol: 'tcp', relayed: false, rtt_ms: 300 }, answers: [7, 7] });
  expect(together([])).toEqual({ path: null, server: null, packets: { arrived: 0, lost: 0 }, answers: [], reported: 0 });
});

test('a browser that does not count answers has the time of the reports', () => {
  const silent = { ...pair, responsesReceived: undefined };
  expect(heardIn(report(transport, silent, local, { type: 'remote-inbound-rtp', timestamp: 5000 }))).toMatchObject({ answers: [5000], reported: 5000 });
});
