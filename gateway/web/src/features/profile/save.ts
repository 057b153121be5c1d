import { showMe, updateMe as change, withResponse, type Me, type UpdateMeData } from '@lyceum/sdk';
import { updateMe } from '../../api/me.ts';
import { Problem } from '../../api/problem.ts';

export type Written = NonNullable<UpdateMeData['body']>;

/** Something else of the account may change between reading it and saving, but not for ever. */
const TRIES = 3;

/**
 * Saves what somebody wrote over what `was` saved when they began. Where the same was changed elsewhere since, nothing is saved and null comes
 * back: the page knows then what stands there, and the person chooses.
 */
export async function save(written: Written, was: Written): Promise<Me | null> {
  for (let tries = 1; ; tries++) {
    const { data: me, response } = await withResponse(showMe, {});
    updateMe(me);
    if (isChanged(written, was, me)) return null;
    try {
      return await change({ body: written, headers: { 'If-Match': response.headers.get('etag') ?? '*' } });
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'etag_stale') || tries === TRIES) throw error;
    }
  }
}

const isChanged = (written: Written, was: Written, me: Me): boolean =>
  (Object.keys(written) as (keyof Written)[]).some((key) => me[key] !== was[key] && me[key] !== written[key]);
