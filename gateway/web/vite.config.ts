import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { words } from './vite.words.ts';
import { worker } from './vite.worker.ts';

/** Chunks put files in an order of their own; a layer's rank is its first mention, so every file begins with the whole list. */
const layers: Plugin = {
  name: 'layer-order', enforce: 'pre',
  transform: (code, id) => (id.endsWith('.css') ? `@layer tokens, base, parts, pages;\n${code}` : null),
};

export default defineConfig({
  plugins: [layers, words, react(), worker],
  build: { manifest: true, target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, cssCodeSplit: false },
  server: { proxy: { '/v1': { target: 'http://localhost:8080', ws: true } } },
});
