import { t } from '@lingui/core/macro';
import type { Message } from '@lyceum/sdk';
import type { TopicEvent, WireMessage } from '../../realtime/frames.ts';

/** What is known of a channel: its messages by position, oldest first, and where earlier ones begin. */
export type Log = { messages: Message[]; earlier: number | null; head: number };
type PageOf = { items: Message[]; next?: string | null };

export const logKey = (id: string) => ['channel', 'messages', id] as const;

const byPosition = (a: Message, b: Message): number => a.position - b.position;

/** The newest page. What was loaded before stays if the two touch; a hole between them would be silent, so then it goes. */
export function newest(page: PageOf, known: Log | undefined): Log {
  const messages = page.items.toSorted(byPosition);
  const first = messages[0]?.position ?? 0;
  const earlier = page.next ? Number(page.next) : null;
  const touches = known && earlier !== null && known.messages.some((m) => m.position === first);
  const before = touches ? known.messages.filter((m) => m.position < first) : [];
  const head = Math.max(known?.head ?? 0, messages.at(-1)?.position ?? 0);
  return { messages: [...before, ...messages], earlier: touches ? known.earlier : earlier, head };
}

export type Heard = { event: TopicEvent; position: number };

/** A page may be older than what was heard while it was fetched: that is said on it once more. */
export const caughtUp = (log: Log, heard: Heard[]): Log => heard.reduce((now, { event, position }) => apply(now, event, position), log);

export function withEarlier(log: Log, page: PageOf): Log {
  const first = log.messages[0]?.position ?? Infinity;
  const older = page.items.filter((m) => m.position < first).toSorted(byPosition);
  return { ...log, messages: [...older, ...log.messages], earlier: page.next ? Number(page.next) : null };
}

export function withMessage(log: Log, message: Message): Log {
  const others = log.messages.filter((m) => m.position !== message.position);
  return { ...log, messages: [...others, message].toSorted(byPosition), head: Math.max(log.head, message.position) };
}

/** A channel's event on the log. The same event twice changes nothing. */
export function apply(log: Log, event: TopicEvent, position: number): Log {
  const after = { ...log, head: Math.max(log.head, position) };
  const change = (at: number, how: (message: Message) => Message): Log => ({
    ...after, messages: after.messages.map((m) => (m.position === at ? how(m) : m)),
  });
  switch (event.kind) {
    case 'message_posted':
      return withMessage(after, ofWire(event.message));
    case 'message_edited':
      return change(event.message_position, (m) => ({ ...m, text: event.text, edited_at: event.edited_at, version: position }));
    case 'message_deleted':
      return change(event.message_position, (m) => ({ ...m, text: null, deleted: true, reactions: [] }));
    case 'reacted':
    case 'unreacted':
      return change(event.message_position, (m) => ({ ...m, reactions: react(m.reactions, event.emoji, event.user, event.kind === 'reacted') }));
    default:
      return after;
  }
}

export function react(reactions: Message['reactions'], emoji: string, user: string, on: boolean): Message['reactions'] {
  const known = reactions.find((r) => r.emoji === emoji);
  const users = [...(known?.users ?? []).filter((id) => id !== user), ...(on ? [user] : [])];
  const changed = known ? reactions.map((r) => (r === known ? { emoji, users } : r)) : [...reactions, { emoji, users }];
  return changed.filter((r) => r.users.length > 0);
}

const gone = (): Message['author'] => ({ id: '', display_name: t`Somebody who left`, picture_url: null });

function ofWire(message: WireMessage): Message {
  return { ...message, author: message.author ?? gone(), version: message.position } as Message;
}
