import { i18n } from '@lingui/core';
import { afterEach, expect, test } from 'vitest';
import { messages } from '../locales/si.po';
import { day, dayAndTime, relative, span, timeOfDay, zoneName } from './time.ts';
import { joined, number } from './words.ts';

const now = new Date('2026-03-02T10:00:00Z');

afterEach(() => i18n.activate('en'));

test.each([
  [0, 'now'], [12, 'in 12 min.'], [-5, '5 min. ago'], [120, 'in 2 hr.'], [60 * 24 * 3, 'in 3 days'],
])('%i minutes from now reads %s', (minutes, words) => {
  expect(relative(new Date(now.getTime() + minutes * 60_000), now)).toBe(words);
});

test('a span names the second day only when it is another', () => {
  const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
  expect(span(at('10:00'), at('10:45'), 'UTC')).toBe('Mon, Mar 2, 10:00 – 10:45');
  expect(span(at('18:00'), at('19:00'), 'Asia/Colombo')).toContain('Mar 3');
});

test('a span over a change of the clocks names both, so that it does not end before it begins', () => {
  const [start, end] = [new Date('2027-10-31T00:45:00Z'), new Date('2027-10-31T01:15:00Z')];
  expect(`${span(start, end, 'Europe/Berlin')} ${zoneName(end, 'Europe/Berlin')}`).toBe('Sun, Oct 31, 02:45 GMT+2 – 02:15 GMT+1');
});

test('the zone beside a time is that of the time, on either side of a change of the clocks', () => {
  expect(zoneName(new Date('2026-03-02T10:00:00Z'), 'America/New_York')).toBe('EST');
  expect(zoneName(new Date('2026-07-02T10:00:00Z'), 'America/New_York')).toBe('EDT');
});

test('times and numbers are written in the chosen language', () => {
  expect([number(12_345), number(4.46, 1), joined(['Maya', 'Nimal'])]).toEqual(['12,345', '4.5', 'Maya, Nimal']);
  i18n.loadAndActivate({ locale: 'si', messages });
  const later = (minutes: number): string => relative(new Date(now.getTime() + minutes * 60_000), now);
  expect([dayAndTime(now, 'Asia/Colombo'), timeOfDay(now, 'Asia/Colombo'), day(now, 'UTC')]).toEqual(['සඳු, මාර්තු 2, 15:30', '15:30', 'සඳුදා, මාර්තු 2']);
  expect([later(0), later(12), later(-120), later(60 * 24 * 3)]).toEqual(['දැන්', 'මිනිත්තු 12කින්', 'පැය 2කට පෙර', 'දින 3කින්']);
  expect(span(now, new Date(now.getTime() + 45 * 60_000), 'UTC')).toBe('සඳු, මාර්තු 2, 10:00 – 10:45');
  expect([number(12_345), number(4.46, 1)]).toEqual(['12,345', '4.5']);
});
