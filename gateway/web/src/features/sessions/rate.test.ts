import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import type { MentoringSession } from '@lyceum/sdk';
import { Rate } from './rate.tsx';

// nothing is kept where pages are drawn as texts
vi.mock('../../api/draft.ts', () => ({ useHold: () => {}, useUnsaved: () => ({ field: { value: '', onChange: () => {} }, written: false, settle: () => {} }) }));

test('who rates is told who reads it, and that it is for good', () => {
  const session = { id: 's', mentor: { id: 'm', display_name: 'Maya Silva' } } as MentoringSession;
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, createElement(Rate, { session, close: () => {} })));
  expect(html).toContain('Maya Silva reads this with your name. A rating cannot be changed later.');
});
