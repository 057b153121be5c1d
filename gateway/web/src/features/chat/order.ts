import type { Channel } from '@lyceum/sdk';

const livelyAt = ({ last_message, opened_at }: Channel): number => Date.parse(last_message?.sent_at ?? opened_at);

/** The conversation in which something was said last stands first, of those that were fetched. */
export const latestFirst = (channels: Channel[]): Channel[] => channels.toSorted((a, b) => livelyAt(b) - livelyAt(a));
