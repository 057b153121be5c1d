import { Link } from '@tanstack/react-router';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import css from './button.module.css';

export type Look = 'plain' | 'primary' | 'danger' | 'quiet';
type Props = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; small?: boolean; busy?: boolean };

/** `busy` shows progress and takes no second press, `disabled` takes none at all; both keep the place and the focus, which the platform's own would lose. */
export function Button({ look = 'plain', small, busy, disabled, className, children, onClick, ...rest }: Props) {
  const off = busy || disabled || undefined;
  return (
    <button
      type="button" {...rest} aria-busy={busy || undefined} aria-disabled={off}
      onClick={off ? (event) => event.preventDefault() : onClick}
      className={cx(css.button, css[look], small && css.small, className)}
    >
      {busy && <span className={css.spin} aria-hidden />}
      {children}
    </button>
  );
}

type LinkProps = { to: string; params?: Record<string, string>; look?: Look; small?: boolean; children: ReactNode; 'aria-label'?: string };

/** A link that looks like a button. Its address is looser than the router's types: those need the address to be a literal. */
export function LinkButton({ look = 'plain', small, ...rest }: LinkProps) {
  return <Link {...(rest as { to: '/' })} className={cx(css.button, css[look], small && css.small)} />;
}
