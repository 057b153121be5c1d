import { t } from '@lingui/core/macro';
import { useState, type ComponentProps, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Row, Stack } from './page.tsx';

type Question = { title: string; yes: string; no?: string; children: ReactNode };

/** Asks before what cannot be undone. */
export function Confirm({ title, yes, no = t({ message: 'Cancel', context: 'leave as it is' }), children, onYes, onNo }: Question & { onYes: () => void; onNo: () => void }) {
  return (
    <Dialog title={title} onClose={onNo}>
      <Stack>
        <p>{children}</p>
        <Row>
          <Button look="danger" onClick={onYes}>{yes}</Button>
          <Button onClick={onNo}>{no}</Button>
        </Row>
      </Stack>
    </Dialog>
  );
}

type Props = Omit<ComponentProps<typeof Button>, 'onClick'> & { ask: Omit<Question, 'children'> & { text: string }; run: () => void };

/** A button that asks first. */
export function ConfirmButton({ ask: { text, ...question }, run, ...button }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="danger" {...button} onClick={() => setAsking(true)} />
      {asking && <Confirm {...question} onNo={() => setAsking(false)} onYes={() => { setAsking(false); run(); }}>{text}</Confirm>}
    </>
  );
}
