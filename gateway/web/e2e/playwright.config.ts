import { defineConfig } from '@playwright/test';

// One worker: each journey starts browsers and a server of its own, and two cores carry one journey at a time.
export default defineConfig({
  testDir: './journeys',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  retries: 0,
  reporter: [['list']],
  outputDir: './results',
});
