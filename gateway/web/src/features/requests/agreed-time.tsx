import { useQuery, useQueryClient } from '@tanstack/react-query';
import { showMentoringSession, type MentoringRequest, type User } from '@lyceum/sdk';
import { newestSessions } from '../../api/reads.ts';
import { Loaded } from '../../ui/loading.tsx';
import { Between } from '../../ui/time.tsx';

type Props = { request: MentoringRequest; session: string; other: User };

/** Of a single time asked for it is that one; which of several was chosen, only the session says. */
export function AgreedTime({ request, session: id, other }: Props) {
  const [time, ...others] = request.times;
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['mentoring_session', id], queryFn: ({ signal }) => showMentoringSession({ path: { id }, signal }), enabled: others.length > 0,
    // what the list of requests has read is shown until then
    placeholderData: () => queries.getQueryData(newestSessions.queryKey)?.find((session) => session.id === id),
  });
  if (time && others.length === 0) return <Between {...time} other={other} />;
  return <Loaded query={query} lines={1}>{({ start, end }) => <Between start={start} end={end} other={other} />}</Loaded>;
}
