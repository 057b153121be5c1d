import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../openapi.json',
  output: { path: process.env.OUTPUT ?? './src/generated', clean: true, module: { extension: '.js' } },
  plugins: ['@hey-api/typescript', { name: '@hey-api/sdk', responseStyle: 'data' }, { name: '@hey-api/client-fetch', throwOnError: true }],
});
