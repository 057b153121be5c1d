import { t } from '@lingui/core/macro';
import { useEffect, useState, type MouseEvent, type RefObject } from 'react';
import type { useUnsaved } from '../api/draft.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { Row, Stack } from './page.tsx';

type Props = { name: string; begun: ReturnType<typeof useUnsaved>; saved: string };

/** Below a field in which one writes: what stands there now, where somebody changed it elsewhere meanwhile, and the choice. */
export function Elsewhere({ name, begun, saved }: Props) {
  if (!begun.clashes) return null;
  /** The button goes, and the focus to the field. */
  const choose = (how: () => void) => ({ currentTarget }: MouseEvent): void => {
    currentTarget.closest('form')?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
    how();
  };
  return (
    <Notice tone="warn">
      <Stack>
        <p dir="auto">{saved ? t`This was changed elsewhere meanwhile. There it is: “${{ theirs: saved }}”` : t`This was emptied elsewhere meanwhile.`}</p>
        <Row>
          {/* first, as an Enter too many loses nothing there */}
          <Button small data-choice onClick={choose(begun.keep)}>{t`Keep mine`}</Button>
          <Button small onClick={choose(begun.settle)}>{t`Take that`}</Button>
        </Row>
      </Stack>
    </Notice>
  );
}

/** To be called where a save came to nothing, since there is something to choose first: the focus goes there. */
export function useToChoose(form?: RefObject<HTMLElement | null>): () => void {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (times > 0) (form ? form.current : document)?.querySelector<HTMLElement>('[data-choice]')?.focus();
  }, [times, form]);
  return () => setTimes((times) => times + 1);
}
