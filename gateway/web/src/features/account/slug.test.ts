import { expect, test } from 'vitest';
import { slugOf } from './slug.ts';

test.each([
  ['meet', 'meet'], [' Meet ', 'meet'], ['https://lyceum.example/o/meet/sign-up?next=%2F', 'meet'], ['lyceum.example/o/meet', 'meet'], ['/o/meet', 'meet'],
])('%j names %j', (written, slug) => {
  expect(slugOf(written)).toBe(slug);
});
