import { plural, t } from '@lingui/core/macro';
import type { MentoringSession } from '@lyceum/sdk';
import { CUT_OFF_MIN } from '../../lib/moments.ts';

/** Why a session that is still ahead cannot be cancelled by this person; null where it can, or where nobody would ask. */
export function whyNoCancel({ state, student, mentor, start, can }: MentoringSession, me: string, now: Date): string | null {
  if (can.cancel || state !== 'scheduled' || me !== student.id || Date.parse(start) <= now.getTime()) return null;
  const until = plural(CUT_OFF_MIN / 60, { one: 'A student can cancel up to # hour before the start.', other: 'A student can cancel up to # hours before the start.' });
  return `${until} ${t`It is too late for that now; ${{ name: mentor.display_name }} still can: write in the chat.`}`;
}
