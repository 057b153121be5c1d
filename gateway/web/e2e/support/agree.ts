import { expect, type Locator, type Page } from '@playwright/test';
import { apiOf, type Who } from './demo.ts';

const MINUTE_MS = 60_000;

export const press = (place: Page | Locator, name: string): Promise<void> => place.getByRole('button', { name, exact: true }).click();

export async function giveReason(page: Page, reason: string, yes: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill(reason);
  await press(dialog, yes);
  await expect(dialog).toBeHidden();
}

export type Request = { id: string; topic: string; mentor: { id: string }; session_id?: string };
export type Session = { id: string; room_id: string; channel_id: string };

/** Asks the mentor of another request for a quarter of an hour, about the same. */
export async function ask(base: string, student: Who, mentor: Who, like: string, at: number): Promise<Request & { time: object }> {
  const known = await (await apiOf(base, mentor)).get<Request>(`/mentoring-requests/${like}`);
  const time = { start: new Date(at).toISOString(), end: new Date(at + 15 * MINUTE_MS).toISOString() };
  const body = { mentor_id: known.mentor.id, topic: known.topic, message: 'Could you help me again?', times: [time] };
  return { ...(await (await apiOf(base, student)).post<Request>('/mentoring-requests', body)), time };
}

export async function agree(base: string, student: Who, mentor: Who, like: string, at: number): Promise<Session> {
  const { id, time } = await ask(base, student, mentor, like, at);
  return accept(base, mentor, id, time);
}

export async function accept(base: string, mentor: Who, id: string, time: object): Promise<Session> {
  const api = await apiOf(base, mentor);
  await api.post(`/mentoring-requests/${id}/accept`, { time });
  const session = async (): Promise<string> => (await api.get<Request>(`/mentoring-requests/${id}`)).session_id ?? '';
  await expect.poll(session).not.toBe('');
  return api.get<Session>(`/mentoring-sessions/${await session()}`);
}
