import { defineConfig } from 'vitest/config';

// Pure parts only, in node: what needs a page is a journey.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], environment: 'node' } });
