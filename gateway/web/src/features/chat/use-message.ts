import { t } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import { deleteMessage, editMessage, react as give, unreact, type Message } from '@lyceum/sdk';
import { explain } from '../../api/words.ts';
import type { TopicEvent } from '../../realtime/frames.ts';
import { toast } from '../../ui/toasts.ts';
import { later, takeBack, useLater } from '../../ui/undo.ts';
import { apply, logKey, withMessage, type Log } from './log.ts';

/** What one does with a message. It is shown at once; the answer or the event, whichever comes first, stands in its place, and a refusal takes it back. */
export function useMessage(channel: string, message: Message, me: string) {
  const queries = useQueryClient();
  const path = { id: channel, position: message.position };
  const at = { message_position: message.position };
  const change = (how: (log: Log) => Log): void => void queries.setQueryData<Log>(logKey(channel), (log) => log && how(log));
  const show = (event: TopicEvent): void => change((log) => apply(log, event, log.head));
  const answered = (changed: Message): void => change((log) => withMessage(log, changed));
  /** Gives back why it was refused, if it was. */
  const attempt = async (now: TopicEvent, back: () => void, write: () => Promise<Message>): Promise<string | null> => {
    show(now);
    try {
      answered(await write());
      return null;
    } catch (error) {
      back();
      toast(explain(error), 'bad');
      return explain(error);
    }
  };

  const react = (emoji: string): void => {
    const on = !message.reactions.some((r) => r.emoji === emoji && r.users.includes(me));
    const turned = (on: boolean): TopicEvent => ({ kind: on ? 'reacted' : 'unreacted', ...at, emoji, user: me });
    void attempt(turned(on), () => show(turned(!on)), () => (on ? give : unreact)({ path: { ...path, emoji } }));
  };
  const save = (text: string): Promise<string | null> =>
    attempt({ kind: 'message_edited', ...at, text, edited_at: new Date().toISOString() }, () => answered(message), () => editMessage({ path, body: { text } }));

  // what is deleted does not come back, so it waits for a word of regret
  const id = `message ${channel} ${message.position}`;
  const remove = (): void => later(id, t`The message is deleted in a moment.`, async (how) => answered(await deleteMessage({ path, ...how })));
  return { react, save, remove, undo: () => takeBack(id), leaving: useLater(id) };
}
