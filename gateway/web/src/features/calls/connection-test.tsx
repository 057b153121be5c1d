import { t } from '@lingui/core/macro';
import { useState } from 'react';
import type { Sample } from '../../call/path.ts';
import { serverNow } from '../../lib/clock.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Notice } from '../../ui/notice.tsx';
import { Muted, Row } from '../../ui/page.tsx';
import { toast } from '../../ui/toasts.ts';
import css from './calls.module.css';
import { reportOf } from './trial-report.ts';
import { gradeName, linesOf, type Line } from './trial-words.ts';
import { tryConnection } from './trial.ts';

type Result = { lines: Line[]; /** Once all is found. */ report?: string };

/** Tries what a call needs and says how each went, and what to do; `sample` is of the call that one is in. */
export function ConnectionTest({ room, sample = null }: { room: string; sample?: (() => Promise<Sample>) | null }) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const [byHand, setByHand] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setResult(null);
    const found = await tryConnection(room, sample, (early) => setResult({ lines: linesOf(early, location.host) }));
    const lines = linesOf(found, location.host);
    setResult({ lines, report: reportOf(lines, found, { at: new Date(serverNow()), origin: location.origin, agent: navigator.userAgent }) });
    setBusy(false);
  };
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t`The report is copied.`);
    } catch {
      // a browser that lets no page write there
      setByHand(true);
    }
  };
  return (
    <section className={css.trial} aria-label={t`Connection test`}>
      <Row>
        <Button busy={busy} onClick={() => void run()}>{busy ? t`Testing the connection…` : result ? t`Test again` : t`Test connection`}</Button>
        {result?.report && <Button look="quiet" onClick={() => void copy(result.report!)}>{t`Copy report`}</Button>}
      </Row>
      <Muted>{sample ? t`The test counts for some seconds what you and the others send.` : t`The test sends a picture of coloured spots to the server for some seconds; nobody sees it.`}</Muted>
      <div role="status">
        {result && (
          <ul>
            {result.lines.map(({ of, grade, said, todo }) => (
              <li key={of}>
                <p><strong>{of}</strong> <Badge tone={grade}>{gradeName(grade)}</Badge></p>
                <Muted>{said}</Muted>
                {todo && <p>{todo}</p>}
              </li>
            ))}
          </ul>
        )}
      </div>
      {byHand && result?.report && <Notice quiet tone="muted"><pre className={css.report}>{result.report}</pre></Notice>}
    </section>
  );
}
