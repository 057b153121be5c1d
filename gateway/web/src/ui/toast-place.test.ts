import { expect, test } from 'vitest';
import { taken } from './toast-place.tsx';

const place = (name: string, dialog = false) => ({ name, closest: () => (dialog ? ({} as Element) : null) });
const [call, picture, find, devices] = [place('call'), place('picture'), place('find', true), place('devices', true)];

test.each([
  ['no place, over the page', [], undefined],
  ['the newest', [call, picture], 'picture'],
  ['a dialog, whatever opens behind it', [find, call], 'find'],
  ['the newest dialog', [call, devices, find, picture], 'find'],
])('toasts stand in %s', (_, places, name) => expect(taken(places)?.name).toBe(name));
