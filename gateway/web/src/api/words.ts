import { Refused } from '../lib/refused.ts';
import { Problem } from './problem.ts';

const WORDS: Record<string, string> = {
  credentials_wrong: 'That email and password do not belong together.',
  rate_limited: 'Too many tries. Wait a moment, then try again.',
  busy: 'The server is busy. Try again in a moment.',
  unavailable: 'This is not available right now. Try again in a moment.',
  internal: 'Something went wrong on the server. Try again in a moment.',
  not_found: 'There is nothing here, or it is not yours to see.',
  forbidden: 'Your account may not do this.',
  mentor_not_free: 'The mentor is not free at that time. Choose another one.',
  password_wrong: 'The current password is not right.',
  password_weak: 'That password is too easy to guess. Make it longer, for example by another word or two.',
  reset_invalid: 'This link was used already or has run out. Ask for a new one.',
  time_passed: 'That time has passed already. Choose a later one.',
  picture_invalid: 'That file is not a picture we can read (PNG, JPEG or WebP, up to 5 MB).',
  room_ended: 'The call has ended.',
  room_too_early: 'The room is not open yet.',
  removed_from_room: 'The host removed you from this call.',
  too_many_participants: 'This call is full.',
  not_in_call: 'The connection to the call was lost.',
  account_pending: 'Your account is being made. Try again in a moment.',
};

/** What to tell a person about a failure. */
export function explain(error: unknown): string {
  if (error instanceof Problem || error instanceof Refused) return WORDS[error.code] ?? sentence(error instanceof Problem ? error.detail : error.message);
  return 'Something went wrong. Try again.';
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
