import { useEffect, type RefObject } from 'react';
import type { Message } from '@lyceum/sdk';
import { copied } from './selection.ts';

type Place = RefObject<HTMLDivElement | null>;

/** What is marked in the messages is copied whole, also what the page does not draw; Ctrl+A marks all that are loaded, not the page around them. */
export function useCopying(box: Place, content: Place, messages: Message[]): void {
  useEffect(() => {
    const [outer, inner] = [box.current, content.current];
    if (!outer || !inner) return;
    const isField = (target: EventTarget | null): boolean => target instanceof HTMLTextAreaElement;
    const copy = (event: ClipboardEvent): void => {
      const text = isField(event.target) ? null : copied(inner, messages);
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const mark = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || isField(event.target)) return;
      document.getSelection()?.selectAllChildren(inner);
      event.preventDefault();
    };
    outer.addEventListener('copy', copy);
    outer.addEventListener('keydown', mark);
    return () => {
      outer.removeEventListener('copy', copy);
      outer.removeEventListener('keydown', mark);
    };
  }, [box, content, messages]);
}
