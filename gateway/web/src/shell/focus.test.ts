import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepFocus } from './focus.ts';

/** An element as far as the keeper looks. */
class Part extends EventTarget {
  parentElement: Part | null = null;
  private parts: Part[] = [];
  private readonly attributes = new Map<string, string>();

  constructor(readonly kind: string, ...parts: Part[]) {
    super();
    this.append(...parts);
  }

  get isConnected(): boolean {
    return this === page.body || (this.parentElement?.isConnected ?? false);
  }

  append(...parts: Part[]): void {
    for (const part of parts) part.parentElement = this;
    this.parts.push(...parts);
  }

  remove(): void {
    this.parentElement!.parts = this.parentElement!.parts.filter((part) => part !== this);
    this.parentElement = null;
    if (!page.activeElement.isConnected) page.activeElement = page.body;
    told();
  }

  matches(selector: string): boolean {
    return selector.split(', ').includes(this.kind);
  }

  querySelector(selector: string): Part | null {
    for (const part of this.parts) {
      const found = part.matches(selector) ? part : part.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  hasAttribute = (name: string): boolean => this.attributes.has(name);
  setAttribute = (name: string, value: string): void => void this.attributes.set(name, value);
  removeAttribute = (name: string): void => void this.attributes.delete(name);

  focus(): void {
    page.activeElement.dispatchEvent(new Event('blur'));
    page.activeElement = this;
    page.dispatchEvent(Object.defineProperty(new Event('focusin'), 'target', { value: this }));
  }
}

let page: EventTarget & { body: Part; activeElement: Part };
let told: () => void;

beforeEach(() => {
  const body = new Part('body');
  page = Object.assign(new EventTarget(), { body, activeElement: body });
  vi.stubGlobal('document', page);
  vi.stubGlobal('Element', Part);
  vi.stubGlobal('location', { pathname: '/sessions' });
  vi.stubGlobal('MutationObserver', class {
    constructor(changed: () => void) {
      told = changed;
    }

    observe(): void {}
  });
  keepFocus();
});
afterEach(() => vi.unstubAllGlobals());

const part = (kind: string, ...parts: Part[]): Part => new Part(kind, ...parts);

test('a row that goes leaves the focus in its list, and the list keeps no place among the tabs', () => {
  const approve = part('button');
  const row = part('li', approve);
  const list = part('ul', row);
  page.body.append(part('main', part('h1'), list));
  approve.focus();
  row.remove();
  expect([page.activeElement, list.hasAttribute('tabindex')]).toEqual([list, true]);
  page.body.focus();
  expect(list.hasAttribute('tabindex')).toBe(false);
});

test('where the whole page is another one its heading has the focus', () => {
  const leave = part('button');
  const call = part('div', part('h1'), part('div', leave));
  const main = part('main', call);
  page.body.append(main);
  leave.focus();
  const heading = part('h1');
  main.append(part('div', heading));
  call.remove();
  expect(page.activeElement).toBe(heading);
});

test('what the page has put elsewhere stays there', () => {
  const [undo, accept] = [part('button'), part('button')];
  page.body.append(part('ul', accept, undo));
  accept.focus();
  undo.focus();
  accept.remove();
  expect(page.activeElement).toBe(undo);
});

test('another address begins at its own start', () => {
  const link = part('a');
  page.body.append(part('ul', link));
  link.focus();
  vi.stubGlobal('location', { pathname: '/chat' });
  link.remove();
  expect(page.activeElement).toBe(page.body);
});

test('who has let the focus go is not given it back', async () => {
  const button = part('button');
  page.body.append(part('ul', button));
  button.focus();
  page.activeElement = page.body;
  page.dispatchEvent(new Event('focusout'));
  await Promise.resolve();
  button.remove();
  expect(page.activeElement).toBe(page.body);
});
