import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { words } from './vite.words.ts';
import { worker } from './vite.worker.ts';

/** Chunks put files in an order of their own; a layer's rank is its first mention, so every file begins with the whole list. */
const layers: Plugin = {
  name: 'layer-order', enforce: 'pre',
  transform: (code, id) => (id.endsWith('.css') ? `@layer tokens, base, parts, pages;\n${code}` : null),
};

export default defineConfig({
  plugins: [layers, words, react(), worker],
  // the SDK as it stands, not as it was last built
  resolve: { conditions: ['@lyceum/source', ...defaultClientConditions] },
  build: {
    manifest: true, target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, cssCodeSplit: false,
    // what every page needs is one file beside the entry, and not thirty by which pages share what, each packed for itself
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shell', tags: ['$initial'], test: /^(?!.*(index\.html|main\.tsx)$)/ }] } } },
  },
  server: { proxy: { '/v1': { target: 'http://localhost:8080', ws: true } } },
});
