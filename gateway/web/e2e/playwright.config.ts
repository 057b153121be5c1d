import { defineConfig } from '@playwright/test';

// Each journey starts browsers and a server of its own, and two cores carry two. Those about calls stand apart: beside them nothing runs that keeps a core busy.
const CALLS = ['connection', 'controls', 'keyboard', 'meeting', 'reach', 'tour'].map((name) => `${name}.spec.ts`);

export default defineConfig({
  testDir: './journeys',
  workers: 2,
  projects: [{ name: 'pages', testIgnore: CALLS }, { name: 'calls', testMatch: CALLS }],
  timeout: 300_000,
  expect: { timeout: 15_000 },
  retries: 0,
  reporter: [['list']],
  outputDir: './results',
});
