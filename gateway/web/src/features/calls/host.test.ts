import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { initial } from '../../call/state.ts';
import { Host } from './host.tsx';

test('what ends the call for all comes after what is used more', () => {
  const state = { ...initial, participants: [{ user_id: 'nimal', display_name: 'Nimal', sources: {} }] };
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, createElement(Host, { room: 'r', state, me: 'maya' })));
  const buttons = [...html.matchAll(/<button[^>]*>([^<]*)/g)].map(([, words]) => words);
  expect(buttons).toEqual(['Mute', 'Remove', 'End call for all']);
});
