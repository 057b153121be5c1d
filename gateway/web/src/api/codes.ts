import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What only a fault of the console's brings about. */
const OWN_FAULT = msg`That did not work. Load the page again, then try once more.`;

/** Said in place of what the server says, in every language. */
const WORDS: Record<string, MessageDescriptor> = {
  administrator: msg`The account of an admin is deleted by another admin, on the page People. If there is no other, the operator names one with “lyceum organization admin”.`,
  credentials_wrong: msg`That email and password do not belong together.`,
  rate_limited: msg`Too many tries. Wait a moment, then try again.`,
  busy: msg`The server is busy. Try again in a moment.`,
  unavailable: msg`This is not available right now. Try again in a moment.`,
  internal: msg`Something went wrong on the server. Try again in a moment.`,
  not_found: msg`There is nothing here, or it is not yours to see.`,
  forbidden: msg`Your account may not do this.`,
  mentor_not_free: msg`The mentor is not free at that time. Choose another one.`,
  password_wrong: msg`The current password is not right.`,
  password_weak: msg`That password is too easy to guess. Make it longer, for example by another word or two.`,
  request_closed: msg`This request is closed already.`,
  reset_invalid: msg`This link was used already or has run out. Ask for a new one.`,
  time_passed: msg`That time has passed already. Choose a later one.`,
  too_many_proposals: msg`Times were proposed often enough for this request.`,
  text_empty: msg`Write something first.`,
  zone_unknown: msg`There is no such time zone.`,
  body_too_large: msg`That is too large.`,
  media_type_unsupported: msg`A file of that kind is not taken here.`,
  picture_invalid: msg`That file is not a picture we can read (PNG, JPEG or WebP, up to 5 MB).`,
  room_ended: msg`The call has ended.`,
  room_too_early: msg`The room is not open yet.`,
  removed_from_room: msg`The host removed you from this call.`,
  too_many_participants: msg`This call is full.`,
  not_in_call: msg`The connection to the call was lost.`,
  account_deleted: msg`Your account is deleted.`,
  account_pending: msg`Your account is being made. Try again in a moment.`,
  outcome_unknown: msg`It is not known whether that was done. Try again: it is not done twice.`,
  key_reused: OWN_FAULT,
  key_missing: msg`That is not possible any more: the account of somebody concerned was deleted.`,
};

/** Said where the server's English is not read; in English its own words know more. */
const ELSEWHERE: Record<string, MessageDescriptor> = {
  already_mentor: msg`You are a mentor already.`,
  already_rated: msg`You have rated this session already.`,
  application_decided: msg`This application was decided already.`,
  application_pending: msg`Your application waits for a decision.`,
  body_invalid: msg`Something in this form is not right. Look through its fields.`,
  calendar_full: msg`The mentor’s calendar is full. Wait until some sessions are over.`,
  channel_closed: msg`This conversation is closed. You can still read it.`,
  claim_too_long: OWN_FAULT,
  credential_changed: msg`Your password was changed. Sign in again.`,
  credential_invalid: OWN_FAULT,
  cursor_invalid: OWN_FAULT,
  email_invalid: msg`That is not an email address.`,
  emoji_invalid: msg`That is not one emoji.`,
  etag_stale: msg`It has changed meanwhile. Load the page again.`,
  holder_busy: msg`Another time is being held for this request. Try again in a moment.`,
  head_too_large: OWN_FAULT,
  host_invalid: msg`This page may not do that. Open it by the address that you were given.`,
  https_wanted: OWN_FAULT,
  idempotency_key_invalid: OWN_FAULT,
  idempotency_key_missing: OWN_FAULT,
  message_deleted: msg`The message was deleted.`,
  message_too_old: msg`This message is too old to change.`,
  method_not_allowed: OWN_FAULT,
  not_a_mentor: msg`This person is no mentor any more.`,
  not_held: msg`That is no longer kept for you. Choose again.`,
  not_waiting: msg`This person no longer waits.`,
  not_your_turn: msg`It is the other person’s turn to answer.`,
  origin_refused: msg`This page may not do that. Open it by the address that you were given.`,
  own_request: msg`You cannot ask yourself.`,
  parameter_invalid: msg`Something in this form is not right. Look through its fields.`,
  refresh_token_reused: msg`Your sign-in has ended. Sign in again.`,
  request_accepting: msg`This request is being accepted.`,
  request_malformed: OWN_FAULT,
  request_timeout: msg`That took too long. Try again.`,
  sequence_gap: msg`The message lost its place among the others. Send it again.`,
  sequence_old: msg`The message lost its place among the others. Send it again.`,
  session_in_progress: msg`The session is going on already.`,
  session_over: msg`The session is over.`,
  session_too_early: msg`The session has not begun yet.`,
  sign_in_gone: msg`Your sign-in has ended. Sign in again.`,
  slug_invalid: msg`That is not the address of an organization.`,
  stars_invalid: msg`Choose one to five stars.`,
  taken: msg`That is taken already.`,
  target_too_long: OWN_FAULT,
  text_not_printable: msg`This text has characters that cannot be shown.`,
  text_too_long: msg`This text is too long.`,
  time_invalid: msg`That time cannot be taken. Choose another one.`,
  time_not_offered: msg`That time is not among those offered.`,
  times_invalid: msg`These times cannot be offered. Choose others.`,
  token_expired: msg`Your sign-in has ended. Sign in again.`,
  too_early_to_rate: msg`You can rate a session once it is over.`,
  too_late_to_cancel: msg`It is too late to cancel this session.`,
  too_many_members: msg`This conversation takes no more people.`,
  too_many_reactions: msg`This message takes no more kinds of reactions.`,
  topic_full: msg`This topic takes no more mentors.`,
  topics_invalid: msg`Write one to eight topics, with commas between.`,
  unauthorized: msg`Sign in first.`,
  upgrade_required: OWN_FAULT,
};

const english = (): boolean => i18n.locale === 'en';
const told = (words: MessageDescriptor | undefined): string | undefined => words && i18n._(words);

/** The console's own words for a refusal, if it has any. */
export const inOwnWords = (code: string): string | undefined => told(WORDS[code] ?? (english() ? undefined : ELSEWHERE[code]));

/** The same beside a field, where the server says more than its code. */
export const besideField = (code: string): string | undefined => (english() ? undefined : told(ELSEWHERE[code] ?? WORDS[code]));
