import { createStore } from 'zustand/vanilla';

/** What is open of the palette: the search over everything, the list of keys, or the question before one signs out. */
export type Opened = 'find' | 'keys' | 'leave' | null;

export const palette = createStore<{ open: Opened }>(() => ({ open: null }));

export const openPalette = (open: Opened): void => palette.setState({ open });
