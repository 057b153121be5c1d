import type { ComponentProps } from 'react';
import { typesOnScreen } from '../../lib/keyboard.ts';
import css from './chat.module.css';

/** A field as tall as what is written in it, up to six lines. A copy of the text below it, which nobody sees or hears, has the height that wrapped lines take. */
export function Growing(props: ComponentProps<'textarea'> & { value: string }) {
  return <div className={css.growing} data-text={props.value}><textarea rows={1} enterKeyHint={typesOnScreen() ? 'enter' : 'send'} {...props} /></div>;
}
