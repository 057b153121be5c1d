import { t } from '@lingui/core/macro';
import type { MentoringRequest, MentoringSession } from '@lyceum/sdk';
import type { Span } from '../../lib/slots.ts';
import type { Tone } from '../../ui/notice.tsx';

/** How a request stands, seen by one of the two; and what became of the `session` that was agreed. */
export function standing(request: MentoringRequest, me: string, session?: Pick<MentoringSession, 'state'>): { text: string; tone: Tone } {
  const student = request.student.id === me;
  const other = student ? request.mentor : request.student;
  const mine = request.proposed_by === (student ? 'student' : 'mentor');
  switch (request.state) {
    case 'open':
      return mine ? { text: t`Waiting for ${{ name: other.display_name }}`, tone: 'accent' } : { text: t`Waiting for you`, tone: 'warn' };
    case 'accepting':
      return { text: t`Being arranged`, tone: 'accent' };
    case 'accepted':
      return session?.state === 'cancelled' ? { text: t`Cancelled`, tone: 'muted' } : { text: t`Accepted`, tone: 'ok' };
    case 'declined':
      return { text: t`Declined`, tone: 'bad' };
    case 'withdrawn':
      return { text: t`Withdrawn`, tone: 'muted' };
    case 'expired':
      return { text: t`Ran out without an answer`, tone: 'muted' };
  }
}

/** What the times of a request are, and those of the `session` that was agreed. */
export function timesTitle({ session_id, times }: MentoringRequest, session?: Pick<MentoringSession, 'state'>): string {
  if (session_id) return session?.state === 'cancelled' ? t`Cancelled session` : t`Agreed time`;
  return times.length > 1 ? t`Proposed times` : t`Proposed time`;
}

/** Why somebody whose turn it is cannot propose other times. */
export function whyNoProposal({ state, proposed_by, student, can }: MentoringRequest, me: string): string | null {
  const mine = proposed_by === (student.id === me ? 'student' : 'mentor');
  if (state !== 'open' || mine || can.propose || !can.decline) return null;
  return t`Times were proposed often enough. Accept one or decline.`;
}

/** The times on which the answers depend. */
export function spansOf({ state, times, expires_at }: MentoringRequest): Span[] {
  return state === 'open' ? [...times, { start: expires_at, end: expires_at }] : [];
}

/** Requests that wait for this person come first, then open ones, then the newest; each once. */
export function inOrder(requests: MentoringRequest[]): MentoringRequest[] {
  const each = [...new Map(requests.map((r) => [r.id, r])).values()];
  const rank = (r: MentoringRequest): number => (r.can.accept ? 0 : r.state === 'open' || r.state === 'accepting' ? 1 : 2);
  return each.toSorted((a, b) => rank(a) - rank(b) || b.created_at.localeCompare(a.created_at));
}
