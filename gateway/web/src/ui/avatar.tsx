import { cx } from '../lib/cx.ts';
import css from './avatar.module.css';

type Props = { name: string; picture: string | null | undefined; size?: 'small' | 'medium' | 'large'; online?: boolean };

/** The name stands beside it, so it is decoration. */
export function Avatar({ name, picture, size = 'medium', online }: Props) {
  const initials = name.split(/\s+/).slice(0, 2).map((word) => word.charAt(0)).join('').toUpperCase();
  return (
    <span className={cx(css.avatar, css[size])} aria-hidden data-online={online}>
      {picture ? <img src={picture} alt="" /> : initials}
    </span>
  );
}
