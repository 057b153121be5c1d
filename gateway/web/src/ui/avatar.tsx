import { cx } from '../lib/cx.ts';
import { initials } from '../lib/words.ts';
import css from './avatar.module.css';

type Props = { name: string; picture: string | null | undefined; size?: 'small' | 'medium' | 'large'; online?: boolean };

/** The name stands beside it, so it is decoration. */
export function Avatar({ name, picture, size = 'medium', online }: Props) {
  return (
    <span className={cx(css.avatar, css[size])} aria-hidden data-online={online}>
      {picture ? <img src={picture} alt="" /> : initials(name)}
    </span>
  );
}
