import { t } from '@lingui/core/macro';
import type { Channel } from '@lyceum/sdk';
import type { Outgoing } from './outbox.ts';

/** What a list shows of a conversation: what waits to be sent, what was refused before all, and then what was said last. */
export function lastOf({ last_message: last }: Pick<Channel, 'last_message'>, outgoing: Outgoing[], me: string, connected: boolean): string {
  // it may have arrived before its answer
  const waiting = outgoing.filter(({ client_id }) => client_id !== last?.client_id);
  const one = waiting.findLast(({ failed }) => failed) ?? waiting.at(-1);
  if (one) {
    const { text } = one;
    if (one.failed) return one.unsure ? t`Perhaps not sent: ${text}` : t`Not sent: ${text}`;
    if (!connected) return t`Waiting for the connection: ${text}`;
    return waiting.some(({ held }) => held) ? t`Waiting for the server: ${text}` : t`Sending: ${text}`;
  }
  if (!last) return t`No messages yet`;
  const said = last.text ?? t`Message deleted`;
  return last.author.id === me ? t`You: ${said}` : t`${{ name: last.author.display_name }}: ${said}`;
}
