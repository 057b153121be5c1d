import { t } from '@lingui/core/macro';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isOutdated } from '../api/mutation.ts';
import { renew } from '../api/renew.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { Row } from './page.tsx';
import { later, takeBack, useLater, type Write } from './undo.ts';

/** A write that can be taken back for a while; afterwards what it changed, or was too late for, is fetched again, and only then shown. */
export function useLaterWrite(changes: QueryKey[]): (id: string, text: string, write: Write) => void {
  const queries = useQueryClient();
  return (id, text, write) => later(id, text, async (how) => {
    const refused = await write(how).then(() => null, (error: unknown) => ({ error }));
    if (!refused || isOutdated(refused.error)) await Promise.all(changes.map((queryKey) => renew(queries, queryKey)));
    if (refused) throw refused.error;
  });
}

/** What was done and the way back, in place of what it was done with. */
export function Undoable({ id, text, children }: { id: string; text: string; children: ReactNode }) {
  if (!useLater(id)) return children;
  return (
    <Row>
      <Notice tone="muted" quiet>{text}</Notice>
      <Button autoFocus onClick={() => takeBack(id)}>{t`Undo`}</Button>
    </Row>
  );
}
