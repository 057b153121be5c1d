import type { Channel } from '@lyceum/sdk';
import { expect, test } from 'vitest';
import { latestFirst } from './order.ts';

const channel = (id: string, opened: string, said?: string) => ({ id, opened_at: `2026-03-02T${opened}:00.000Z`, last_message: said ? { sent_at: `2026-03-02T${said}:00.000Z` } : null } as Channel);

test('conversations stand by their last message; one without any by when it was opened', () => {
  const channels = [channel('new', '10:00'), channel('quiet', '09:00', '09:01'), channel('lively', '08:00', '11:00')];
  expect(latestFirst(channels).map(({ id }) => id)).toEqual(['lively', 'new', 'quiet']);
});
