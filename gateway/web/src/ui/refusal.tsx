import { explain } from '../api/words.ts';
import { Again } from './again.tsx';
import { Notice } from './notice.tsx';

/** Why the server did not do it, and when it takes the next try. */
export const Refusal = ({ error }: { error: unknown }) => <Notice tone="bad">{explain(error)}<Again error={error} /></Notice>;
