import { t } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import { deleteMessage, react as give, unreact, type Message } from '@lyceum/sdk';
import type { TopicEvent } from '../../realtime/frames.ts';
import { refuse } from '../../ui/toasts.ts';
import { later, takeBack, useLater } from '../../ui/undo.ts';
import { apply, logKey, withMessage, type Log } from './log.ts';
import { saveEdit } from './save.ts';

/** What one does with a message. A reaction is shown at once; the answer or the event, whichever comes first, stands in its place, and a refusal takes it back. */
export function useMessage(channel: string, message: Message, me: string) {
  const queries = useQueryClient();
  const path = { id: channel, position: message.position };
  const change = (how: (log: Log) => Log): void => void queries.setQueryData<Log>(logKey(channel), (log) => log && how(log));
  const show = (event: TopicEvent): void => change((log) => apply(log, event, log.head));
  const answered = (changed: Message): void => change((log) => withMessage(log, changed));

  const react = async (emoji: string): Promise<void> => {
    const on = !message.reactions.some((r) => r.emoji === emoji && r.users.includes(me));
    const turned = (on: boolean): TopicEvent => ({ kind: on ? 'reacted' : 'unreacted', message_position: message.position, emoji, user: me });
    show(turned(on));
    try {
      answered(await (on ? give : unreact)({ path: { ...path, emoji } }));
    } catch (error) {
      show(turned(!on));
      refuse(error);
    }
  };
  /** Not shown at once: until the server has it, it stands in the field where it was written. False where somebody changed it elsewhere since it was as it is shown: that is shown then, and nothing is saved. */
  const save = async (text: string): Promise<boolean> => {
    const { now, saved } = await saveEdit(path, text, message);
    answered(now);
    return saved;
  };

  // what is deleted does not come back, so it waits for a word of regret
  const id = `message ${channel} ${message.position}`;
  const remove = (): void => later(id, t`The message is deleted in a moment.`, async (how) => answered(await deleteMessage({ path, ...how })));
  return { react, save, remove, undo: () => takeBack(id), leaving: useLater(id) };
}
