import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each([
  '/', '/mentors', '/mentors?topic=Algebra&name=M%C3%A4ya', '/requests/018f0c1e-7c00-7000-8000-000000000001#times', '/over',
])('after the sign-in people come to %s', (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  undefined, 7, '', 'mentors', 'https://evil.example', 'javascript:alert(1)', 'data:text/html,x', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example',
  '/\t/evil.example', '/\n/evil.example', '\t//evil.example', '/.//evil.example', '/..//evil.example', '/x/..//evil.example', '/%2e//evil.example', '//[', '/o', '/o/meet/sign-in', '/x/../o/meet',
])('and never to %j', (asked) => {
  expect(ownPath(asked)).toBeUndefined();
});
