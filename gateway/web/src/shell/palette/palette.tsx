import { openPalette, type Opened } from '../../ui/palette.ts';
import { Find } from './find.tsx';
import { Keys } from './keys.tsx';

export default function Palette({ open }: { open: Exclude<Opened, null> }) {
  const close = (): void => openPalette(null);
  return open === 'find' ? <Find close={close} /> : <Keys close={close} />;
}
