import { editMessage, listMessages, type Message } from '@lyceum/sdk';
import { Problem } from '../../api/problem.ts';

type Place = { id: string; position: number };

/** What says that it is no longer as it is shown. */
const CHANGED = ['etag_stale', 'message_deleted'];
/** A message may be changed to and fro between reading and saving it, but not for ever. */
const TRIES = 3;

/**
 * Saves a change of a message that was made from what is `shown` of it. Where it was changed or deleted elsewhere since, which this page may
 * not have been told, nothing is saved over that.
 */
export async function saveEdit(path: Place, text: string, shown: Pick<Message, 'text' | 'version'>): Promise<{ now: Message; saved: boolean }> {
  let { version } = shown;
  for (let tries = 1; ; tries++) {
    try {
      return { now: await editMessage({ path, body: { text }, headers: { 'If-Match': `"${version}"` } }), saved: true };
    } catch (error) {
      if (!(error instanceof Problem && CHANGED.includes(error.code)) || tries === TRIES) throw error;
      const now = await readMessage(path);
      if (!now) throw error;
      if (now.text !== shown.text) return { now, saved: now.text === text };
      version = now.version;
    }
  }
}

const readMessage = async ({ id, position }: Place): Promise<Message | undefined> =>
  (await listMessages({ path: { id }, query: { before: position + 1, limit: 1 } })).items.find((one) => one.position === position);
