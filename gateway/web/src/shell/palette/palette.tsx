import { openPalette, type Opened } from '../../ui/palette.ts';
import { Find } from './find.tsx';
import { Keys } from './keys.tsx';
import { Leave } from './leave.tsx';

export default function Palette({ open }: { open: Exclude<Opened, null> }) {
  const close = (): void => openPalette(null);
  switch (open) {
    case 'find':
      return <Find close={close} />;
    case 'keys':
      return <Keys close={close} />;
    case 'leave':
      return <Leave close={close} />;
  }
}
