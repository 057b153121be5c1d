import { createStore } from 'zustand/vanilla';

/** What is open of the palette: the search over everything, or the list of keys. */
export type Opened = 'find' | 'keys' | null;

export const palette = createStore<{ open: Opened }>(() => ({ open: null }));

export const openPalette = (open: Opened): void => palette.setState({ open });
