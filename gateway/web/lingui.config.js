import { formatter } from '@lingui/format-po';

/** Words stand in the code in English; each language is one file of `src/locales`. */
export default {
  sourceLocale: 'en',
  locales: ['en', 'si'],
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src'], exclude: ['**/*.test.*'] }],
  format: formatter({ lineNumbers: false }),
};
