import { t } from '@lingui/core/macro';
import type { Message } from '@lyceum/sdk';
import css from './chat.module.css';

/** So many stay to be read out: more come at once only when a connection is back. */
const MOST = 3;

/** Reads out what others say while the page is open, wherever one has scrolled to. */
export function Arrived({ messages, after = Infinity, me }: { messages: Message[]; after: number | undefined; me: string }) {
  const from = messages.findLastIndex(({ position }) => position <= after) + 1;
  const arrived = messages.slice(Math.max(from, messages.length - MOST)).filter(({ author }) => author.id !== me);
  return (
    <div className={css.told} aria-live="polite">
      {arrived.map(({ position, author, text }) => {
        const said = text ?? t`Message deleted`;
        return <p key={position}>{t`${{ name: author.display_name }}: ${said}`}</p>;
      })}
    </div>
  );
}
