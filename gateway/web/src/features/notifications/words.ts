import type { Notification } from '@lyceum/sdk';

export type Said = { text: string; to: string };

const name = (data: Record<string, unknown>, ...keys: string[]): string | null => {
  for (const key of keys) if (typeof data[key] === 'string' && data[key] !== '') return data[key];
  return null;
};

/** A notification in words, and where it leads. A kind that this console does not know still says that something happened. */
export function say({ kind, data }: Pick<Notification, 'kind' | 'data'>): Said {
  const who = name(data, 'name', 'student_name', 'mentor_name', 'display_name', 'who') ?? 'Somebody';
  const topic = name(data, 'topic');
  const about = topic ? ` about ${topic}` : '';
  const reason = name(data, 'reason');
  const because = reason ? `: ${reason}` : '.';
  const request = name(data, 'request_id', 'mentoring_request_id');
  const toRequest = request ? `/requests/${request}` : '/requests';
  const table: Record<string, Said> = {
    mentoring_requested: { text: `${who} asks you for a session${about}.`, to: toRequest },
    mentoring_request_received: { text: `${who} asks you for a session${about}.`, to: toRequest },
    mentoring_request_accepted: { text: `Your session${about} is agreed.`, to: '/sessions' },
    mentoring_accepted: { text: `Your session${about} is agreed.`, to: '/sessions' },
    mentoring_request_declined: { text: `A request${about} was declined${because}`, to: toRequest },
    mentoring_declined: { text: `A request${about} was declined${because}`, to: toRequest },
    mentoring_request_proposed: { text: `Other times are proposed${about}.`, to: toRequest },
    mentoring_times_proposed: { text: `Other times are proposed${about}.`, to: toRequest },
    mentoring_request_expired: { text: `A request${about} ran out without an answer.`, to: toRequest },
    mentoring_request_withdrawn: { text: `A request${about} was withdrawn.`, to: toRequest },
    mentoring_session_cancelled: { text: `A session${about} was cancelled${because}`, to: '/sessions' },
    mentoring_session_rated: { text: `A session${about} was rated.`, to: '/sessions' },
    mentor_application_approved: { text: 'Your application was approved. You are a mentor now.', to: '/become-a-mentor' },
    mentor_application_declined: { text: `Your application was declined${because}`, to: '/become-a-mentor' },
    mentor_application_received: { text: `${who} wants to become a mentor.`, to: '/approvals' },
  };
  return table[kind] ?? { text: `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')}.`, to: request ? toRequest : '/' };
}
