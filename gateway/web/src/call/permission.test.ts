import { expect, test } from 'vitest';
import { forbiddenBy, stepsToAllow } from './permission.ts';

const CHROME = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

test.each([
  ['Chrome', CHROME, 'left of the address'],
  ['Firefox', FIREFOX, 'crossed-out camera'],
  ['Safari', SAFARI, 'menu Safari'],
  ['an iPhone', IPHONE, 'Website Settings'],
])('on %s the first step is its own', (_, agent, words) => {
  expect(stepsToAllow('browser', 'camera', agent)[0]).toContain(words);
});

test('what the system forbids is allowed in the system', () => {
  expect(forbiddenBy(new DOMException('Permission denied by system', 'NotAllowedError'))).toBe('system');
  expect(forbiddenBy(new DOMException('Permission denied', 'NotAllowedError'))).toBe('browser');
  expect(stepsToAllow('system', 'microphone', CHROME)[0]).toContain('Privacy & Security, Microphone');
});
