import { t } from '@lingui/core/macro';
import { explain } from '../../api/words.ts';
import type { Path } from '../../call/path.ts';
import type { Crossed } from '../../call/trial.ts';
import { number } from '../../lib/words.ts';
import type { Found } from './trial.ts';

export type Grade = 'ok' | 'warn' | 'bad' | 'muted' | 'accent';
/** One line of a connection test: how it went, and what somebody can do about it. */
export type Line = { of: string; grade: Grade; said: string; todo?: string };

/** Beyond these people talk over each other, or wait for a page. */
const SLOW_MS = { server: 1000, socket: 500, media: 300 } as const;
/** The server's limits for loss. */
const LOST = { fair: 0.03, poor: 0.1 } as const;
/** Fewer packets say nothing of loss. */
const ENOUGH = 50;

export const gradeName = (grade: Grade): string => ({ ok: t`Works`, warn: t`Weak`, bad: t`Does not work`, muted: t`Not tried`, accent: t`Testing…` })[grade];

export const linesOf = (found: Found, host: string): Line[] => [serverLine(found), socketLine(found, host), waysLine(found), mediaLine(found)];

const nearer = (): string => t`Go nearer to the Wi-Fi, end other downloads, or try another network.`;

function serverLine({ server }: Found): Line {
  const of = t`Server`;
  if ('error' in server) return { of, grade: 'bad', said: explain(server.error), todo: t`Check that this device is online, then test again.` };
  const ms = number(server.ms);
  const slow = server.ms > SLOW_MS.server;
  return { of, grade: slow ? 'warn' : 'ok', said: t`It answers in ${ms} ms.`, ...(slow && { todo: nearer() }) };
}

function socketLine({ socket_ms }: Found, host: string): Line {
  const of = t`Messages and signals`;
  if (socket_ms === null) return { of, grade: 'bad', said: t`The connection for them does not open.`, todo: t`Ask whoever runs this network to let WebSockets to ${host} through.` };
  const ms = number(socket_ms);
  const slow = socket_ms > SLOW_MS.socket;
  return { of, grade: slow ? 'warn' : 'ok', said: t`There and back in ${ms} ms.`, ...(slow && { todo: nearer() }) };
}

const waysIn = ({ host, srflx, relay }: Found['ways']): number => host + srflx + relay;

function waysLine({ ways, offers }: Found): Line {
  const of = t`This browser`;
  const { srflx, relay } = ways;
  if (waysIn(ways) === 0) return { of, grade: 'bad', said: t`It offers none for sound and pictures.`, todo: t`Allow WebRTC: an add-on or a setting of this browser stops it.` };
  const unanswered = (offers.stun || offers.turn) && srflx + relay === 0;
  if (unanswered) return { of, grade: 'warn', said: t`The servers that help to find one do not answer.`, todo: t`Ask whoever runs this network to let UDP through.` };
  return { of, grade: 'ok', said: relay > 0 ? t`It offers ways for sound and pictures, a relay among them.` : t`It offers ways for sound and pictures.` };
}

function mediaLine({ media, ways }: Found): Line {
  const of = t`Sound and pictures`;
  if (media === undefined) return { of, grade: 'accent', said: t`Counting what arrives, for a few seconds…` };
  if (!media) {
    const able = waysIn(ways) > 0;
    return { of, grade: 'muted', said: able ? t`They could not be tried now.` : t`They could not be tried: this browser offers no way for them.`, todo: able ? t`Test again in a moment.` : t`Allow WebRTC, then test again.` };
  }
  const { path, server, up, down } = media;
  const letUdp = server ? t`Ask whoever runs this network to let UDP to ${server} through.` : t`Ask whoever runs this network to let UDP through.`;
  const both = down ? [up, down] : [up];
  const dead = both.filter(isDead).length;
  if (!path || dead === both.length) return { of, grade: 'bad', said: t`They do not get through.`, todo: letUdp };
  if (dead === 0 && both.every(({ arrived }) => arrived === 0)) {
    return { of, grade: 'muted', said: t`Too little was sent to say whether they get through.`, todo: down ? t`Turn on your microphone or camera, then test again.` : t`Test again in a moment.` };
  }
  const said = down ? `${ownSaid(up)} ${othersSaid(down)}` : `${lostSaid(up)} ${t`What the others send is tried in a call.`}`;
  if (dead > 0) return { of, grade: 'bad', said, todo: letUdp };
  const share = Math.max(...both.map((way) => lostShare(way) ?? 0));
  const slow = path.rtt_ms !== null && path.rtt_ms > SLOW_MS.media;
  const grade: Grade = share >= LOST.poor ? 'bad' : path.protocol === 'tcp' || slow || share >= LOST.fair ? 'warn' : 'ok';
  const there = path.rtt_ms === null ? '' : t`There and back in ${{ ms: number(path.rtt_ms) }} ms.`;
  return { of, grade, said: [wayOf(path), there, said].filter(Boolean).join(' '), ...(grade !== 'ok' && { todo: path.protocol === 'tcp' ? letUdp : nearer() }) };
}

function wayOf({ protocol, relayed }: Path): string {
  if (relayed) return protocol === 'udp' ? t`They go over a relay, by UDP.` : t`They go over a relay, by TCP.`;
  return protocol === 'udp' ? t`They go straight to the server, by UDP.` : t`They go by TCP, since UDP does not get through.`;
}

function lostSaid(way: Crossed): string {
  const share = lostShare(way);
  return share === null ? t`Too little was sent to say how much is lost.` : t`${{ percent: percentOf(share) }} % was lost.`;
}

function ownSaid(way: Crossed): string {
  const share = lostShare(way);
  if (share === null) return t`You sent too little to say how much of it is lost.`;
  return isDead(way) ? t`What you send does not get through.` : t`Of what you sent, ${{ percent: percentOf(share) }} % was lost.`;
}

function othersSaid(way: Crossed): string {
  const share = lostShare(way);
  if (share === null) return t`The others sent too little to say how much of it is lost.`;
  return isDead(way) ? t`What the others send does not get through to you.` : t`Of what the others sent, ${{ percent: percentOf(share) }} % was lost on the way to you.`;
}

const percentOf = (share: number): string => number(share * 100, 1);
const isDead = (way: Crossed): boolean => way.arrived === 0 && countOf(way) >= ENOUGH;
const countOf = ({ arrived, lost }: Crossed): number => arrived + lost;

/** Of what was sent while it was watched; null where that was next to nothing. */
const lostShare = (way: Crossed): number | null => (countOf(way) < ENOUGH ? null : way.lost / countOf(way));
