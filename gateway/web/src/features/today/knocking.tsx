import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { showRoom } from '@lyceum/sdk';
import { useRoomChanges } from '../../realtime/use-room.ts';
import { Notice } from '../../ui/notice.tsx';

/** Who has come to a call before its host, whom nothing else tells. */
export function Knocking({ room: id }: { room: string }) {
  useRoomChanges(id);
  const { data } = useQuery({ queryKey: ['room', id], queryFn: ({ signal }) => showRoom({ path: { id }, signal }) });
  return data?.lobby.map((person) => <Notice key={person.id} tone="live">{t`${{ name: person.display_name }} waits to come in`}</Notice>);
}
