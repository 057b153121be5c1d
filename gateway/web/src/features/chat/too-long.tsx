import { plural } from '@lingui/core/macro';
import { Notice } from '../../ui/notice.tsx';
import { tooLongBy } from './writing.ts';

/** Said while it is written: a field that takes no more would cut off the end of what is pasted. */
export function TooLong({ text }: { text: string }) {
  const over = tooLongBy(text);
  return over > 0 && <Notice tone="warn">{plural(over, { one: 'This message is # character too long. Shorten it to send it.', other: 'This message is # characters too long. Shorten it to send it.' })}</Notice>;
}
