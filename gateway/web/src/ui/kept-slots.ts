import { parsed } from '../lib/kept.ts';
import { fromInput, toInput } from '../lib/slots.ts';

/** `start` as its field has it. */
export type Slot = { key: number; start: string; minutes: number };

type Kept = Slot & { at?: string };

export const textOf = (slots: Slot[]): string => JSON.stringify(slots.map((slot): Kept => ({ ...slot, at: fromInput(slot.start)?.toISOString() })));

/** The same moments, should this device have come to another zone meanwhile; nothing, where what was kept is damaged. */
export function slotsIn(text: string): Slot[] | null {
  const kept = parsed(text);
  return Array.isArray(kept) && kept.length > 0 && kept.every(isKept) ? kept.map(slotOf) : null;
}

const isKept = (one: Partial<Kept> | null): one is Kept =>
  typeof one?.key === 'number' && typeof one.start === 'string' && typeof one.minutes === 'number' && (one.at === undefined || !Number.isNaN(Date.parse(one.at)));

const slotOf = ({ key, start, minutes, at }: Kept): Slot => ({ key, minutes, start: !at || fromInput(start)?.toISOString() === at ? start : toInput(new Date(at)) });
