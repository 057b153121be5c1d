import { t } from '@lingui/core/macro';
import type { Notification } from '@lyceum/sdk';

export type Said = { text: string; to: string };

/** A notification in words, and where it leads. A kind that this console does not know still says that something happened. */
export function say({ kind, by, request_id }: Pick<Notification, 'kind' | 'by' | 'request_id'>): Said {
  const who = by?.display_name ?? t`Somebody`;
  const request = request_id ? `/requests/${request_id}` : '/requests';
  switch (kind) {
    case 'mentor_application_approved':
      return { text: t`Your application was approved. You are a mentor now.`, to: '/become-a-mentor' };
    case 'mentor_application_declined':
      return { text: t`Your application to become a mentor was declined.`, to: '/become-a-mentor' };
    case 'mentoring_request_received':
      return { text: t`${who} asks you for a session.`, to: request };
    case 'mentoring_request_proposed':
      return { text: t`${who} proposes another time.`, to: request };
    case 'mentoring_request_accepted':
      return { text: t`Your session with ${who} is agreed.`, to: '/sessions' };
    case 'mentoring_request_declined':
      return { text: t`${who} declined your request.`, to: request };
    case 'mentoring_request_withdrawn':
      return { text: t`${who} withdrew a request.`, to: request };
    case 'mentoring_request_expired':
      return { text: t`A request ran out without an answer.`, to: request };
    case 'mentoring_request_reopened':
      return { text: t`A session could not be arranged. Choose another time.`, to: request };
    case 'mentoring_session_cancelled':
      return { text: t`${who} cancelled a session.`, to: '/sessions' };
    case 'mentoring_session_rated':
      return { text: t`${who} rated your session.`, to: '/sessions' };
    default:
      return { text: unknown(kind), to: '/' };
  }
}

function unknown(kind: string): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')}.`;
}
