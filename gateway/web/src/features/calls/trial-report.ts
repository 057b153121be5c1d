import type { Crossed } from '../../call/trial.ts';
import { gradeName, type Line } from './trial-words.ts';
import type { Found } from './trial.ts';

type About = { at: Date; origin: string; agent: string };

/** The test as plain text, for who helps: no name, no sign-in, no address of this device. */
export function reportOf(lines: Line[], { ways, offers, media }: Found, { at, origin, agent }: About): string {
  const said = lines.map(({ of, grade, said, todo }) => `${of}: ${gradeName(grade)}. ${said}${todo ? ` ${todo}` : ''}`);
  const path = media?.path;
  return [
    `Lyceum, ${origin}`,
    at.toISOString(),
    agent,
    '',
    ...said,
    '',
    `candidates: host ${ways.host}, srflx ${ways.srflx}, relay ${ways.relay}; stun ${offers.stun ? 'offered' : 'none'}, turn ${offers.turn ? 'offered' : 'none'}`,
    media
      ? `media: ${path ? `${path.protocol}${path.relayed ? ' relay' : ''}, rtt ${path.rtt_ms ?? '?'} ms` : 'no path'}; server ${media.server ?? '?'}; up ${crossed(media.up)}; down ${media.down ? crossed(media.down) : 'not tried'}`
      : 'media: not tried',
    '',
  ].join('\n');
}

const crossed = ({ arrived, lost }: Crossed): string => `${arrived} arrived, ${lost} lost`;
