import type { KeyboardEvent } from 'react';
import { typesOnScreen } from '../../lib/keyboard.ts';

/** Of a message, in characters, as the server has it. */
const LONGEST = 4000;

/** What shows something: not blanks, nor what only joins, turns or fills (the braille blank has a shape without dots). */
const SHOWN = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** By how many characters a message is too long. */
export const tooLongBy = (text: string): number => Math.max(0, [...text.trim()].length - LONGEST);

/** Whether a text is a message: there is something in it that somebody could read, and no more than fits. */
export const maySend = (text: string): boolean => SHOWN.test(text) && tooLongBy(text) === 0;

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey'> & { nativeEvent: { isComposing: boolean } };

/** Enter sends and Shift+Enter begins a line, which on a screen's keyboard Enter does; an Enter that ends the choice of a letter does neither. */
export const sends = ({ key, shiftKey, nativeEvent }: Key, onScreen = typesOnScreen()): boolean => key === 'Enter' && !shiftKey && !nativeEvent.isComposing && !onScreen;
