import type { MentoringRequest, MentoringSession } from '@lyceum/sdk';

export type Next =
  | { kind: 'join'; session: MentoringSession }
  | { kind: 'answer'; request: MentoringRequest }
  | { kind: 'decide'; applications: number }
  | { kind: 'wait'; session: MentoringSession }
  | { kind: 'nothing' };

/** The one next thing: a call whose room is open, by the server's word as on every page, then an answer that somebody waits for, an admin's decision, and then the next session. */
export function nextThing(sessions: MentoringSession[], requests: MentoringRequest[], applications: number, now: Date): Next {
  const ahead = sessions
    .filter((s) => (s.state === 'scheduled' || s.state === 'in_progress') && (s.can.join || Date.parse(s.end) > now.getTime()) && !s.call_closed)
    .toSorted((a, b) => a.start.localeCompare(b.start));
  const open = ahead.find((s) => s.can.join);
  if (open) return { kind: 'join', session: open };
  const answer = requests.find((r) => r.can.accept);
  if (answer) return { kind: 'answer', request: answer };
  if (applications > 0) return { kind: 'decide', applications };
  if (ahead[0]) return { kind: 'wait', session: ahead[0] };
  return { kind: 'nothing' };
}
