import type { Channel, Message } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { lastOf } from './last.ts';
import type { Outgoing } from './outbox.ts';

const said = (author: string, text: string | null, client_id?: string) => ({ author: { id: author, display_name: 'Mira' }, text, client_id }) as Message;
const waits = (text: string, failed: string | null = null): Outgoing => ({ client_id: text, text, sent_at: '', failed });
const seen = (last: Message | null, outgoing: Outgoing[], connected = true): string => lastOf({ last_message: last } as Channel, outgoing, 'sam', connected);

test.each([
  ['nothing yet', seen(null, []), 'No messages yet'],
  ['the other', seen(said('mira', 'Hello'), []), 'Mira: Hello'],
  ['oneself', seen(said('sam', 'Hello'), []), 'You: Hello'],
  ['what was deleted', seen(said('sam', null), []), 'You: Message deleted'],
  ['the first message, on its way', seen(null, [waits('Hello')]), 'Sending: Hello'],
  ['the newest of those on their way', seen(said('mira', 'Hello'), [waits('one'), waits('two')]), 'Sending: two'],
  ['what failed and may have arrived', seen(null, [{ ...waits('one', 'no'), unsure: true }]), 'Perhaps not sent: one'],
  ['those that wait for a server that takes nothing', seen(null, [{ ...waits('one'), held: { code: 'busy', until: null } }, waits('two')]), 'Waiting for the server: two'],
  ['one that waits for the connection', seen(null, [waits('Hello')], false), 'Waiting for the connection: Hello'],
  ['one that was refused, before those that go', seen(null, [waits('no', 'Busy.'), waits('yes')]), 'Not sent: no'],
  ['one that was refused while there is no connection', seen(null, [waits('no', 'Busy.')], false), 'Not sent: no'],
  ['one that has arrived before its answer', seen(said('sam', 'Hello', 'Hello'), [waits('Hello')]), 'You: Hello'],
])('%s', (_, shown, text) => expect(shown).toBe(text));
