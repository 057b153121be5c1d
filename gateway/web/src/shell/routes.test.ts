import { createMemoryHistory } from '@tanstack/react-router';
import { expect, test } from 'vitest';
import { router } from './routes.ts';

/** What a page reads of its address: the router lays what a route makes of the search over what stands there. */
const searchOf = (address: string): unknown => router.matchRoutes(router.parseLocation(createMemoryHistory({ initialEntries: [address] }).location)).at(-1)?.search;

const DOORS = ['/o', '/o/demo/sign-in', '/o/demo/sign-up'];

test.each(DOORS)('%s knows the page of this console that was asked for', (door) => {
  expect(searchOf(`${door}?next=%2Fmentors%3Ftopic%3DAlgebra`)).toEqual({ next: '/mentors?topic=Algebra' });
});

test.each(DOORS.flatMap((door) => ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '["/mentors"]'].map((next) => [door, next])))(
  '%s leads nowhere by %s', (door, next) => {
    expect(searchOf(`${door}?next=${encodeURIComponent(next)}`)).toEqual({ next: undefined });
  },
);
