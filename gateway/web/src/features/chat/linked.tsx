import { Fragment } from 'react';
import css from './linked.module.css';
import { partsOf } from './links.ts';

/** What somebody wrote, as they wrote it, with its addresses to be followed: to another tab, which learns nothing of this page. */
export function Linked({ text }: { text: string }) {
  // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other name
  return partsOf(text).map(({ text, href }, index) => (href ? <a key={index} className={css.address} href={href} target="_blank" rel="noopener noreferrer nofollow">{text}</a> : <Fragment key={index}>{text}</Fragment>));
}
