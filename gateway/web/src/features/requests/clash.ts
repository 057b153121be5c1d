import { useQuery } from '@tanstack/react-query';
import { showMentor, type MentoringRequest } from '@lyceum/sdk';
import { nextSessions } from '../../api/reads.ts';
import { clashes, type Span } from '../../lib/slots.ts';

/** Whose time it is already. */
export type Clash = 'mine' | 'mentors';

type Taken = { mine: Span[]; mentors: Span[] };

export function clashOf(time: Span, { mine, mentors }: Taken): Clash | null {
  if (clashes(time, mentors)) return 'mentors';
  return clashes(time, mine) ? 'mine' : null;
}

const AGAIN_MS = 30_000;

/** What is taken of the days of those two, as far as this one may know: a mentor's busy times are for all, of one's own sessions one knows oneself. */
export function useTaken({ id, mentor, can }: MentoringRequest, me: string): Taken {
  const enabled = can.accept || can.propose;
  // beside the request: a setback says that these are old
  const busy = useQuery({ queryKey: ['mentoring_request', id, 'busy'], queryFn: ({ signal }) => showMentor({ path: { id: mentor.id }, signal }), enabled, refetchInterval: AGAIN_MS });
  const own = useQuery({ ...nextSessions, enabled });
  const [mentors, mine] = [busy.data?.busy ?? [], own.data?.items ?? []];
  return mentor.id === me ? { mine: [...mine, ...mentors], mentors: [] } : { mine, mentors };
}
