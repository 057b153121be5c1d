import { transformAsync } from '@babel/core';
import { lingui } from '@lingui/vite-plugin';
import type { PluginOption } from 'vite';

/** Babel sees only files with words in them, and turns nothing but the words; types and JSX are left to Vite. */
const macro: PluginOption = {
  name: 'words', enforce: 'pre',
  transform: async (code, id) => {
    if (!/\.tsx?$/.test(id) || !/from '@lingui\/\w+\/macro'/.test(code)) return null;
    const turned = await transformAsync(code, {
      filename: id, babelrc: false, configFile: false, sourceMaps: true, parserOpts: { plugins: ['typescript', 'jsx'] }, plugins: ['@lingui/babel-plugin-lingui-macro'],
    });
    return turned?.code ? { code: turned.code, map: turned.map } : null;
  },
};

/** The words of the code become ids, and a catalogue becomes a module when it is imported. */
export const words: PluginOption = [macro, lingui({ failOnCompileError: true })];
