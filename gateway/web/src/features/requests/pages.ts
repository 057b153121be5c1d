import { listMentoringRequests, type PageMentoringRequest } from '@lyceum/sdk';
import { openOn } from '../../api/reads.ts';

/** A page of one side's requests, the newest first. The first one brings every open one too, for those that wait are shown before all; they come again where they are by their age. */
export async function pageOf(role: 'student' | 'mentor', cursor: string | undefined, signal: AbortSignal): Promise<PageMentoringRequest> {
  const [page, open] = await Promise.all([listMentoringRequests({ query: { role, cursor }, signal }), cursor ? [] : openOn(role, signal)]);
  return { ...page, items: [...open, ...page.items] };
}
