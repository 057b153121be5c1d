import { t } from '@lingui/core/macro';
import { admit, endRoom, mute, remove } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import type { CallState } from '../../call/state.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { Row } from '../../ui/page.tsx';
import { refuse } from '../../ui/toasts.ts';
import css from './calls.module.css';

/** What the host may do: let in, mute, remove, end for all. Those who wait stand last and the end at the far edge, so that nothing that hurts moves under a pointer that has just let somebody in. */
export function Host({ room, state, me }: { room: string; state: CallState; me: string }) {
  const path = { id: room };
  const act = useWrite({
    run: ({ verb, user_id }: { verb: 'admit' | 'mute' | 'remove' | 'end'; user_id: string }, headers) => {
      if (verb === 'admit') return admit({ path, body: { user_id }, headers });
      if (verb === 'mute') return mute({ path, body: { user_id, source: 'microphone' }, headers });
      if (verb === 'remove') return remove({ path, body: { user_id }, headers });
      return endRoom({ path, headers });
    },
  });
  const run = (verb: 'admit' | 'mute' | 'remove' | 'end', user_id = me): void =>
    act.mutate({ verb, user_id }, { onError: (error) => refuse(error, ['call']) });
  const others = state.participants.filter((p) => p.user_id !== me);
  return (
    <div className={css.host}>
      <Row>
        {others.map((p) => (
          <span key={p.user_id} className={css.person}>
            {p.display_name}
            <Button small aria-label={t`Mute ${{ name: p.display_name }}`} disabled={p.sources.microphone?.muted ?? true} onClick={() => run('mute', p.user_id)}>{t`Mute`}</Button>
            <ConfirmButton
              small aria-label={t`Remove ${{ name: p.display_name }}`} run={() => run('remove', p.user_id)}
              ask={{ title: t`Remove ${{ name: p.display_name }}?`, text: t`They cannot come back to this call.`, yes: t`Remove from the call` }}
            >{t`Remove`}</ConfirmButton>
          </span>
        ))}
        <span className={css.end}>
          <ConfirmButton
            look="quiet" small run={() => run('end')}
            ask={{ title: t`End the call for all?`, text: t`Everybody leaves, and nobody can come back to this call.`, yes: t`End call` }}
          >{t`End call for all`}</ConfirmButton>
        </span>
      </Row>
      {state.waiting.length > 0 && (
        <section aria-label={t`Lobby`} aria-live="polite">
          {state.waiting.map((person) => (
            <Row key={person.id}>
              <span>{t`${{ name: person.display_name }} waits to come in`}</span>
              <Button small look="primary" aria-label={t`Admit ${{ name: person.display_name }}`} onClick={() => run('admit', person.id)}>{t`Admit`}</Button>
              <ConfirmButton
                small aria-label={t`Turn away ${{ name: person.display_name }}`} run={() => run('remove', person.id)}
                ask={{ title: t`Turn away ${{ name: person.display_name }}?`, text: t`They cannot come back to this call.`, yes: t`Turn away for good` }}
              >{t`Turn away`}</ConfirmButton>
            </Row>
          ))}
        </section>
      )}
    </div>
  );
}
