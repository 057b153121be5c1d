import './style/base.css';
import './style/tokens.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { configure } from './api/client.ts';
import { onUnseen } from './api/mutation.ts';
import { queries } from './api/query-client.ts';
import { followTabs } from './api/refresh.ts';
import { keepShell } from './lib/worker.ts';
import { followSession } from './shell/live.ts';
import { leaveWhenReplaced } from './shell/replaced.ts';
import { router } from './shell/routes.ts';
import { Worded } from './shell/worded.tsx';
import { startLanguage } from './ui/language.ts';
import { refuse } from './ui/toasts.ts';

configure();
followTabs();
leaveWhenReplaced(router);
followSession(queries);
onUnseen(refuse);
// nothing has gone before the first page stands
void import('./shell/focus.ts').then(({ keepFocus }) => keepFocus());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has a root');
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Worded><RouterProvider router={router} /></Worded>
    </QueryClientProvider>
  </StrictMode>,
);
// not before the fonts, which the page waits for: a browser asks for six files at once
void import('./shell/let-go.ts').then(({ followOver }) => followOver(router, queries)).catch(() => {});
if (import.meta.env.PROD) void keepShell();
