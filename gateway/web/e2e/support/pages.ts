import { expect, type Page } from '@playwright/test';
import type { Things, Who } from './demo.ts';

/** One state of one page. `route` is its path in `shell/routes.ts`, or null for what stands on no route. */
export type Row = {
  route: string | null;
  name: string;
  as: Who | 'nobody';
  path: (things: Things) => string;
  /** What is there once the page has all that it shows. */
  shows: string | RegExp;
  before?: (page: Page) => Promise<unknown>;
  /** What somebody does on it before it is looked at. */
  act?: (page: Page) => Promise<void>;
  /** What the browser may say, for pages that show a refusal. */
  expected?: RegExp;
};

const NOBODY = '00000000-0000-7000-8000-000000000000';
const refused = /Failed to load resource.*(401|404|500)/;
const press = (name: string) => (page: Page): Promise<void> => page.getByRole('button', { name }).first().click();
const failing = (path: string) => (page: Page): Promise<unknown> => page.route(path, (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));

const denying = (page: Page): Promise<unknown> => page.addInitScript(() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
});

export const ROWS: Row[] = [
  { route: '/o', name: 'which organization', as: 'nobody', path: () => '/', shows: 'Which organization?' },
  {
    route: '/o', name: 'which organization, none', as: 'nobody', path: () => '/o', shows: 'Which organization?', expected: refused,
    act: async (page) => {
      await page.getByLabel('Address of the organization').fill('nowhere');
      await press('Go on')(page);
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { route: '/o/$slug', name: 'organization', as: 'nobody', path: () => '/o/demo', shows: 'Demo College' },
  { route: '/o/$slug/sign-in', name: 'sign-in', as: 'nobody', path: () => '/o/demo/sign-in', shows: 'Demo College' },
  {
    route: '/o/$slug/sign-in', name: 'sign-in refused', as: 'nobody', path: () => '/o/demo/sign-in', shows: 'Demo College', expected: refused,
    act: async (page) => {
      await page.getByLabel('Email').fill('nobody@demo.example');
      await page.getByLabel('Password').fill('not this one');
      await press('Sign in')(page);
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { route: '/o/$slug/sign-in', name: 'no such organization', as: 'nobody', path: () => '/o/nowhere/sign-in', shows: 'There is no organization', expected: refused },
  { route: '/o/$slug/sign-up', name: 'sign-up', as: 'nobody', path: () => '/o/demo/sign-up', shows: 'Demo College' },
  {
    route: '/o/$slug/sign-up', name: 'sign-up refused', as: 'nobody', path: () => '/o/demo/sign-up', shows: 'Demo College', expected: /422/,
    act: async (page) => {
      await page.getByLabel('Your name').fill('Nobody');
      await page.getByLabel('Email').fill('nobody@demo.example');
      await page.getByLabel('Password').fill('password123');
      await press('Create account')(page);
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { route: '/o/$slug/reset', name: 'reset', as: 'nobody', path: () => '/o/demo/reset#token=abc', shows: 'Demo College' },
  { route: '/o/$slug/reset', name: 'reset by half a link', as: 'nobody', path: () => '/o/demo/reset?', shows: 'ask your organization for a new one' },

  { route: '/', name: 'today', as: 'nimal', path: () => '/', shows: 'Open the chat' },
  {
    route: '/', name: 'today, find', as: 'nimal', path: () => '/', shows: 'Open the chat',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('ma');
      await expect(page.getByRole('option', { name: /^Maya Silva/ })).toBeVisible();
    },
  },
  { route: '/', name: 'today, keys', as: 'nimal', path: () => '/', shows: 'Open the chat', act: (page) => page.keyboard.press('?') },
  { route: '/', name: 'today, an answer waits', as: 'ruwan', path: () => '/', shows: 'waits for your answer' },
  { route: '/', name: 'today, nothing planned', as: 'anna', path: () => '/', shows: 'Nothing is planned' },
  { route: '/', name: 'today, an application waits', as: 'admin', path: () => '/', shows: 'waits for a decision' },
  { route: '/', name: 'today, failed', as: 'sara', path: () => '/', shows: 'Try again', before: failing('**/v1/mentoring-sessions?*'), expected: refused },
  { route: '/mentors', name: 'mentors', as: 'nimal', path: () => '/mentors', shows: 'See Maya Silva' },
  { route: '/mentors', name: 'mentors, nobody fits', as: 'nimal', path: () => '/mentors?name=zzz', shows: 'Nobody fits' },
  { route: '/mentors/$id', name: 'mentor', as: 'nimal', path: (t) => `/mentors/${t.mentor}`, shows: 'Busy times', act: press('Add another time') },
  { route: '/mentors/$id', name: 'mentor, oneself', as: 'maya', path: (t) => `/mentors/${t.mentor}`, shows: 'This is how students see you' },
  { route: '/mentors/$id', name: 'mentor, none', as: 'nimal', path: () => `/mentors/${NOBODY}`, shows: 'There is nothing here', expected: refused },
  { route: '/become-a-mentor', name: 'become a mentor', as: 'nimal', path: () => '/become-a-mentor', shows: 'Send application' },
  { route: '/become-a-mentor', name: 'become a mentor, waiting', as: 'anna', path: () => '/become-a-mentor', shows: 'Waiting for review' },
  { route: '/become-a-mentor', name: 'become a mentor, approved', as: 'maya', path: () => '/become-a-mentor', shows: 'You are a mentor now' },
  { route: '/approvals', name: 'approvals', as: 'admin', path: () => '/approvals', shows: 'Anna-Magdalena' },
  { route: '/approvals', name: 'approvals, declining', as: 'admin', path: () => '/approvals', shows: 'Anna-Magdalena', act: press('Decline Anna') },
  { route: '/approvals', name: 'approvals, not an admin', as: 'sara', path: () => '/approvals', shows: 'For admins only' },
  { route: '/people', name: 'people', as: 'admin', path: () => '/people', shows: 'Maya Silva' },
  { route: '/people', name: 'people, deleting', as: 'admin', path: () => '/people?name=ruw', shows: 'Delete account', act: press('Delete the account of Ruwan') },
  { route: '/people', name: 'people, nobody fits', as: 'admin', path: () => '/people?name=zzz', shows: 'Nobody fits' },
  { route: '/people', name: 'people, not an admin', as: 'sara', path: () => '/people', shows: 'For admins only' },
  { route: '/requests', name: 'requests', as: 'sara', path: () => '/requests', shows: 'Physics with Ruwan' },
  { route: '/requests', name: 'requests of a mentor', as: 'ruwan', path: () => '/requests', shows: 'Physics with Sara' },
  { route: '/requests', name: 'requests, none', as: 'admin', path: () => '/requests', shows: 'You have not asked anybody yet' },
  { route: '/requests/$id', name: 'request, accepted', as: 'nimal', path: (t) => `/requests/${t.request}`, shows: 'Go to my sessions' },
  { route: '/requests/$id', name: 'request, waiting', as: 'sara', path: (t) => `/requests/${t.open}`, shows: 'Withdraw request' },
  { route: '/requests/$id', name: 'request, to answer', as: 'ruwan', path: (t) => `/requests/${t.open}`, shows: 'Propose another time' },
  { route: '/requests/$id', name: 'request, proposing', as: 'ruwan', path: (t) => `/requests/${t.open}`, shows: 'Propose another time', act: press('Propose another time') },
  { route: '/requests/$id', name: 'request, none', as: 'sara', path: () => `/requests/${NOBODY}`, shows: 'There is nothing here', expected: refused },
  { route: '/sessions', name: 'sessions', as: 'maya', path: () => '/sessions', shows: 'Calculus' },
  { route: '/sessions', name: 'sessions, none', as: 'admin', path: () => '/sessions', shows: 'Nothing is agreed yet' },
  { route: '/chat', name: 'chats', as: 'maya', path: () => '/chat', shows: 'Calculus with Nimal' },
  { route: '/chat', name: 'chats, none', as: 'admin', path: () => '/chat', shows: 'No conversations yet' },
  { route: '/chat/$id', name: 'chat', as: 'nimal', path: (t) => `/chat/${t.channel}`, shows: 'averylongaddress' },
  { route: '/chat/$id', name: 'chat, none', as: 'sara', path: () => `/chat/${NOBODY}`, shows: 'There is no such conversation', expected: refused },
  { route: '/calls/$room', name: 'pre-join', as: 'nimal', path: (t) => `/calls/${t.room}`, shows: 'Choose camera' },
  {
    route: '/calls/$room', name: 'pre-join, connection test', as: 'nimal', path: (t) => `/calls/${t.room}`, shows: 'Choose camera',
    act: async (page) => {
      await press('Test connection')(page);
      await expect(page.getByRole('button', { name: 'Copy report' })).toBeVisible();
    },
  },
  { route: '/calls/$room', name: 'call, none', as: 'sara', path: () => `/calls/${NOBODY}`, shows: 'There is no such call', expected: refused },
  { route: '/notifications', name: 'notifications', as: 'maya', path: () => '/notifications', shows: 'Nimal' },
  { route: '/notifications', name: 'notifications, none', as: 'sara', path: () => '/notifications', shows: 'Nothing yet' },
  { route: '/profile', name: 'profile', as: 'nimal', path: () => '/profile', shows: 'Save profile' },
  { route: '/account', name: 'account', as: 'anna', path: () => '/account', shows: 'This one' },
  { route: null, name: 'not found', as: 'sara', path: () => '/no/such/page', shows: 'There is nothing at this address' },
  // last of hers: her page has no devices from here on
  { route: '/calls/$room', name: 'pre-join, denied', as: 'maya', path: (t) => `/calls/${t.room}`, shows: 'The camera may not be used', before: denying },
];
