import { t } from '@lingui/core/macro';
import { useConnected } from '../../realtime/connected.ts';
import { Countdown } from '../../ui/again.tsx';
import { Button } from '../../ui/button.tsx';
import css from './chat.module.css';
import type { Held, Outgoing } from './outbox.ts';
import { Said } from './said.tsx';

type Props = { outgoing: Outgoing; /** One before it is held up, and it with that. */ behind: boolean; retry: () => void; drop: () => void };

/** Written, not yet acknowledged. */
export function OutgoingRow({ outgoing, behind, retry, drop }: Props) {
  const connected = useConnected();
  const { failed, held, unsure } = outgoing;
  const waits = connected && (held || behind);
  // what may have arrived is not taken back
  const discard = <Button small look="quiet" onClick={drop}>{unsure ? t`Stop trying` : t`Discard`}</Button>;
  return (
    <article className={css.message} aria-label={unsure ? t`Your message, perhaps sent` : t`Your message, not sent yet`} aria-busy={!failed && !waits}>
      <span />
      <div className={css.body}>
        <Said of={outgoing.client_id} text={outgoing.text} className={css.waiting} />
        {failed ? (
          <div className={css.failed}>
            <p role="alert">{unsure ? t`Perhaps not sent. ${{ reason: failed }}` : t`Not sent. ${{ reason: failed }}`}</p>
            <Button small onClick={retry}>{t`Retry`}</Button>
            {discard}
          </div>
        ) : waits ? (
          <div className={css.held}>
            <p>{held ? whyHeld(held, unsure) : t`This is sent by itself after the one before it.`}</p>
            {held?.until && <Countdown until={held.until} itself />}
            {discard}
          </div>
        ) : <small className={css.deleted}>{connected ? t`Sending…` : t`Waiting for the connection…`}</small>}
      </div>
    </article>
  );
}

function whyHeld({ code }: Held, unsure = false): string {
  if (code === 'rate_limited') return unsure ? t`Too many messages in a short time. It is not known whether this one was sent; it arrives once.` : t`Too many messages in a short time.`;
  if (unsure) return t`It is not known whether this was sent. It is sent again by itself, and arrives once.`;
  if (code === 'busy') return t`The server is busy. This is sent by itself in a moment.`;
  return t`The server takes nothing just now. This is sent by itself as soon as it does.`;
}
