import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { words } from './vite.words.ts';

// Pure parts only, in node: what needs a page is a journey. The first test that reads a page's code waits for it, on a busy machine for long.
export default defineConfig({ plugins: [words], ssr: { resolve: { conditions: ['@lyceum/source', ...defaultServerConditions] } }, test: { include: ['src/**/*.test.ts', 'worker/*.test.ts'], environment: 'node', testTimeout: 30_000, setupFiles: ['src/locales/setup.ts'] } });
