import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { accept, type Request } from '../support/agree.ts';
import { apiOf, arrive, history, type Who } from '../support/demo.ts';
import { Network } from '../support/network.ts';
import { launch } from '../support/person.ts';
import { Server } from '../support/server.ts';

const pictures = path.join(import.meta.dirname, '../results/pages');
const DAY_MS = 24 * 60 * 60_000;
/** From the right, with a word from the left and a sign that stands elsewhere where the direction is not its own. */
const said = (what: string): string => `السلام عليكم، ${what} (Calculus 2) شكرا.`;

test('what people write goes in the direction of its own letters, wherever it stands', async () => {
  const network = Network.loopback();
  const server = new Server(network);
  try {
    await server.start('demo');
    const { base } = server;
    const { open } = await history(base);
    const [nimal, ruwan, sara, admin] = await Promise.all([apiOf(base, 'nimal'), apiOf(base, 'ruwan'), apiOf(base, 'sara'), apiOf(base, 'admin')]);
    const { id: saras } = await sara.get<{ id: string }>('/me');
    const like = await ruwan.get<Request>(`/mentoring-requests/${open}`);
    const time = (day: number) => ({ start: new Date(Date.now() + day * DAY_MS).toISOString(), end: new Date(Date.now() + day * DAY_MS + 30 * 60_000).toISOString() });
    const asked = (day: number) => nimal.post<Request>('/mentoring-requests', { mentor_id: like.mentor.id, topic: like.topic, message: said('رسالة'), times: [time(day)] });
    const [proposed, declined, agreed] = [await asked(4), await asked(5), await asked(6)];
    await ruwan.post(`/mentoring-requests/${proposed.id}/propose`, { times: [time(7)], message: said('ملاحظة') });
    await ruwan.post(`/mentoring-requests/${declined.id}/decline`, { reason: said('سبب') });
    const session = await accept(base, 'ruwan', agreed.id, (await ruwan.get<{ times: object[] }>(`/mentoring-requests/${agreed.id}`)).times[0]!);
    await ruwan.post(`/mentoring-sessions/${session.id}/cancel`, { reason: said('إلغاء') });
    await ruwan.patch('/me', { bio: said('نبذة') });
    const apply = () => sara.post('/mentor-applications', { topics: ['Statistics'], headline: said('عنوان'), motivation: said('دافع') });
    await apply();
    await admin.post(`/mentor-applications/${saras}/decline`, { reason: said('رفض') });

    const browser = await launch('direction', network, server.origin);
    const look = async (who: Who, at: string[]): Promise<void> => {
      const { page } = await arrive(browser, server.origin, who);
      for (const place of at) await read(page, place);
      await page.context().close();
    };
    await look('nimal', [`/requests/${proposed.id}`, `/requests/${declined.id}`, `/requests/${agreed.id}`, '/sessions', `/mentors/${like.mentor.id}`]);
    await look('sara', ['/become-a-mentor']);
    await apply();
    await look('admin', ['/approvals']);
    await admin.post(`/mentor-applications/${saras}/approve`, {});
    await look('nimal', ['/mentors', `/mentors/${saras}`]);
    await browser.close();
  } finally {
    await server.stop();
  }
});

async function read(page: Page, place: string): Promise<void> {
  await page.goto(place);
  await expect(page.getByText('السلام').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect.soft(await page.evaluate(undirected), `in the direction of ${place}`).toEqual([]);
  for (const [width, height, colorScheme] of [[1440, 900, 'light'], [390, 844, 'dark']] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: path.join(pictures, `direction${place.replace(/[0-9a-f-]{36}/, '').replaceAll('/', '-')}.${width}.png`) });
  }
}

/** Arabic that takes its direction from the page, and fields that give none to what is typed. */
function undirected(): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, textContent: text } = walker.currentNode;
    if (/\p{Script=Arabic}/u.test(text!) && !parent!.closest('bdi, [dir=auto]')) found.push(text!);
  }
  const fields = document.querySelectorAll<HTMLInputElement>('main :is(textarea, input:is([type=text], [type=search], :not([type])))');
  return [...found, ...[...fields].filter(({ dir }) => dir !== 'auto').map(({ name }) => `the field ${name}`)];
}
