import { defineConfig } from 'vitest/config';
import { words } from './vite.words.ts';

// Pure parts only, in node: what needs a page is a journey.
export default defineConfig({ plugins: [words], test: { include: ['src/**/*.test.ts', 'worker/*.test.ts'], environment: 'node', setupFiles: ['src/locales/setup.ts'] } });
