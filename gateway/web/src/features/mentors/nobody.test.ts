import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { Nobody } from './nobody.tsx';

vi.mock(import('../../ui/button.tsx'), async (original) => ({ ...(await original()), LinkButton: (({ children }) => children) as Awaited<ReturnType<typeof original>>['LinkButton'] }));

const shown = (mentor: boolean, sought: boolean): string => renderToStaticMarkup(createElement(Nobody, { sought, mentor }));

test('who is no mentor is offered to become one', () => expect(shown(false, true)).toContain('Become a mentor'));

test.each([true, false])('who is one is not (sought: %s)', (sought) => expect(shown(true, sought)).not.toMatch(/Become a mentor|Be the first/));
