import { admit, endRoom, mute, remove } from '@lyceum/sdk';
import { useWrite } from '../../api/mutation.ts';
import { explain } from '../../api/words.ts';
import type { CallState } from '../../call/state.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm.tsx';
import { Row } from '../../ui/page.tsx';
import { toast } from '../../ui/toasts.ts';
import css from './calls.module.css';

/** What the host may do: let in, mute, remove, end for all. */
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
    act.mutate({ verb, user_id }, { onError: (error) => toast(explain(error), 'bad') });
  const others = state.participants.filter((p) => p.user_id !== me);
  return (
    <div className={css.host}>
      {state.waiting.length > 0 && (
        <section aria-label="Lobby" aria-live="polite">
          {state.waiting.map((person) => (
            <Row key={person.id}>
              <span>{person.display_name} waits to come in</span>
              <Button small look="primary" aria-label={`Admit ${person.display_name}`} onClick={() => run('admit', person.id)}>Admit</Button>
              <Button small look="danger" aria-label={`Turn away ${person.display_name}`} onClick={() => run('remove', person.id)}>Turn away</Button>
            </Row>
          ))}
        </section>
      )}
      <Row>
        {others.map((p) => (
          <span key={p.user_id} className={css.person}>
            {p.display_name}
            <Button small aria-label={`Mute ${p.display_name}`} disabled={p.sources.microphone?.muted ?? true} onClick={() => run('mute', p.user_id)}>Mute</Button>
            <ConfirmButton
              small aria-label={`Remove ${p.display_name}`} run={() => run('remove', p.user_id)}
              ask={{ title: `Remove ${p.display_name}?`, text: 'They cannot come back to this call.', yes: 'Remove from the call' }}
            >Remove</ConfirmButton>
          </span>
        ))}
        <ConfirmButton small run={() => run('end')} ask={{ title: 'End the call for all?', text: 'Everybody leaves, and nobody can come back to this call.', yes: 'End call' }}>End call for all</ConfirmButton>
      </Row>
    </div>
  );
}
