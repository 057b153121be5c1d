import { expect, test } from 'vitest';
import { keepsCookies } from './cookies.ts';

/** A document that keeps cookies, but for their age. */
class Page {
  private kept = new Map<string, string>();
  get cookie(): string {
    return [...this.kept].map((pair) => pair.join('=')).join('; ');
  }
  set cookie(text: string) {
    const [, name, value] = /^(\w+)=(\w*)/.exec(text)!;
    if (text.includes('Max-Age=0')) this.kept.delete(name!);
    else this.kept.set(name!, value!);
  }
}

test('a browser that keeps cookies is left as it was', () => {
  const page = new Page();
  page.cookie = 'other=2';
  expect([keepsCookies(page, { cookieEnabled: true }), page.cookie]).toEqual([true, 'other=2']);
});

test('another tab that tries at the same moment takes nothing away', () => {
  const page = new Page();
  let neighbours = 2;
  const between = {
    get cookie() {
      if (neighbours-- > 0) keepsCookies(between, { cookieEnabled: true });
      return page.cookie;
    },
    set cookie(text: string) { page.cookie = text; },
  };
  expect([keepsCookies(between, { cookieEnabled: true }), page.cookie]).toEqual([true, '']);
});

test.each([
  ['says so', new Page(), false],
  ['does not say so', { get cookie() { return ''; }, set cookie(_: string) {} }, true],
  ['lets nobody ask', { get cookie(): string { throw new DOMException('denied', 'SecurityError'); }, set cookie(_: string) {} }, true],
])('one that keeps none and %s is found', (_, page, cookieEnabled) => {
  expect(keepsCookies(page, { cookieEnabled })).toBe(false);
});
