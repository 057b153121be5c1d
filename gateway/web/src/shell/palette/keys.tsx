import { t } from '@lingui/core/macro';
import { withControl } from '../../lib/keyboard.ts';
import { Dialog } from '../../ui/dialog.tsx';
import css from './palette.module.css';

export function Keys({ close }: { close: () => void }) {
  const keys: [string, string][] = [
    [withControl('K'), t`Find a page, a person or an action`],
    ['?', t`This list`],
    ['Tab', t`To the next control; with Shift to the one before`],
    ['Enter', t`Send the message`],
    ['Shift+Enter', t`A new line in the message`],
    ['Esc', t`Close what lies over the page`],
  ];
  return (
    <Dialog title={t`Keys of this console`} onClose={close}>
      <dl className={css.keys}>
        {keys.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}
      </dl>
    </Dialog>
  );
}
