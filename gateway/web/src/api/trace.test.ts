import { expect, test } from 'vitest';
import { followPresses, pressed, traceparent } from './trace.ts';

const parts = (header: string) => header.split('-');

test('what follows a press has its name, each request one of its own below it', () => {
  pressed(5000);
  const [first, second] = [parts(traceparent(5010)), parts(traceparent(5900))];
  expect(first.join('-')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(second[1]).toBe(first[1]);
  expect(second[2]).not.toBe(first[2]);
});

test('what nobody pressed for, and what comes late, has a name of its own', () => {
  pressed(5000);
  const late = [parts(traceparent(6000)), parts(traceparent(6001))];
  expect(late[0]?.[1]).not.toBe(late[1]?.[1]);
  expect(late[0]?.[1]).not.toBe(parts(traceparent(5001))[1]);
});

test('a press anywhere on the page is one', () => {
  pressed(performance.now());
  const before = parts(traceparent())[1];
  const page = new EventTarget();
  followPresses(page);
  page.dispatchEvent(new Event('click'));
  expect(parts(traceparent())[1]).not.toBe(before);
});
