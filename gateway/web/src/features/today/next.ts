import type { MentoringRequest, MentoringSession } from '@lyceum/sdk';
import { MINUTE_MS } from '../../lib/time.ts';

/** A session is the next thing from this long before its start. */
export const SOON_MS = 10 * MINUTE_MS;

export type Next =
  | { kind: 'join'; session: MentoringSession }
  | { kind: 'answer'; request: MentoringRequest }
  | { kind: 'wait'; session: MentoringSession }
  | { kind: 'nothing' };

/** The one next thing: a call that is on or near, then an answer that somebody waits for, then the next session. */
export function nextThing(sessions: MentoringSession[], requests: MentoringRequest[], now: Date): Next {
  const ahead = sessions
    .filter((s) => (s.state === 'scheduled' || s.state === 'in_progress') && Date.parse(s.end) > now.getTime())
    .toSorted((a, b) => a.start.localeCompare(b.start));
  const near = ahead.find((s) => s.state === 'in_progress' || Date.parse(s.start) - now.getTime() <= SOON_MS);
  if (near?.can.join) return { kind: 'join', session: near };
  const answer = requests.find((r) => r.can.accept);
  if (answer) return { kind: 'answer', request: answer };
  if (ahead[0]) return { kind: 'wait', session: ahead[0] };
  return { kind: 'nothing' };
}
