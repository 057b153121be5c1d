import { useQuery } from '@tanstack/react-query';
import type { MentoringRequest, MentoringSession, Notification, User } from '@lyceum/sdk';
import { newestRequests, newestSessions } from '../../api/reads.ts';
import { useMe } from '../../api/me.ts';
import type { Span } from '../../lib/slots.ts';
import { isComing } from '../../ui/loading.tsx';

/** What the newest notifications are about. */
export type Known = { requests: ReadonlyMap<string, MentoringRequest>; sessions: ReadonlyMap<string, MentoringSession> };

/** `people` are the two whom the time is for. */
export type About = { topic: string; time: Span | null; more: number; people: User[] };

export function aboutOf({ request_id, session_id }: Pick<Notification, 'request_id' | 'session_id'>, { requests, sessions }: Known): About | null {
  const session = sessions.get(session_id ?? requests.get(request_id ?? '')?.session_id ?? '');
  if (session) return { topic: session.topic, time: { start: session.start, end: session.end }, more: 0, people: [session.student, session.mentor] };
  const request = requests.get(request_id ?? '');
  if (!request) return null;
  const [first, ...others] = request.times;
  return { topic: request.topic, time: first ?? null, more: others.length, people: [request.student, request.mentor] };
}

const ASKS: Notification['kind'][] = ['mentoring_request_received', 'mentoring_request_proposed', 'mentoring_request_reopened'];

/** A question to this person that waits for them no more. */
export function isSettled({ kind, request_id }: Pick<Notification, 'kind' | 'request_id'>, { requests }: Known): boolean {
  const request = requests.get(request_id ?? '');
  return ASKS.includes(kind) && request !== undefined && !request.can.accept;
}

/** Whether somebody answered it, or it went without an answer: taken back, run out, or never to be answered by this person. */
export function isAnswered({ kind, request_id }: Pick<Notification, 'kind' | 'request_id'>, { requests }: Known): boolean {
  const state = requests.get(request_id ?? '')?.state;
  return kind !== 'mentoring_request_reopened' && state !== 'withdrawn' && state !== 'expired';
}

/** Up to where all that is unread is settled, so that it may be marked as read; null where nothing is, or not all that is unread is known. */
export function settledUpTo(items: Notification[], unread: number, known: Known): number | null {
  const open = items.filter((item) => !item.read).toSorted((a, b) => a.position - b.position);
  if (open.length !== unread) return null;
  const first = open.findIndex((item) => !isSettled(item, known));
  return open[(first === -1 ? open.length : first) - 1]?.position ?? null;
}

const byId = <T extends { id: string }>(items: T[] = []): Map<string, T> => new Map(items.map((item) => [item.id, item]));

/** Asked for by the list, not by each of its items. */
export function useKnown(): Known & { coming: boolean } {
  const requests = useQuery(newestRequests(useMe()));
  const sessions = useQuery(newestSessions);
  return { requests: byId(requests.data), sessions: byId(sessions.data), coming: isComing(requests) || isComing(sessions) };
}
