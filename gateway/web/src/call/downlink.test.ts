import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, made, PHASES, pretend, pretendNoMore } from './fakes.ts';
import { tilesOf } from './tiles.ts';

beforeEach(pretend);
afterEach(pretendNoMore);

/** Nimal sees Ada, whom the server calls well connected; each two seconds bring `packets`, of which a share is lost. */
async function seeing(share: number) {
  const it = made();
  await PHASES['the call']!.reach(it);
  it.frame({
    type: 'call_state', room: 'r', slots: { 3: { user_id: 'ada', source: 'camera' } },
    participants: [{ user_id: 'ada', display_name: 'Ada', sources: { camera: { muted: false } } }],
  });
  it.frame({ type: 'call_quality', room: 'r', users: { ada: 3, nimal: 3 } });
  for (const one of Connection.made) one.becomes('connected');
  const counts = { packetsReceived: 0, packetsLost: 0, framesDecoded: 0 };
  const pass = async (looks: number, lost: number): Promise<void> => {
    for (let i = 0; i < looks; i++) {
      counts.packetsReceived += 200 * (1 - lost);
      counts.packetsLost += 200 * lost;
      counts.framesDecoded += 60;
      for (const one of Connection.made) one.arrived = [{ type: 'inbound-rtp', kind: 'video', mid: '3', ...counts }];
      await vi.advanceTimersByTimeAsync(2000);
    }
  };
  await pass(7, share);
  return { ...it, pass, badge: () => tilesOf(it.call.state, 'nimal')[0]!.quality };
}

test('who has the bad line is told so, beside the picture and of themselves', async () => {
  const { call, badge } = await seeing(0.5);
  expect([badge(), call.state.weak]).toEqual([1, true]);
  call.leave();
});

test('and that it is better, when it stays so', async () => {
  const { call, badge, pass } = await seeing(0.5);
  await pass(4, 0);
  expect([badge(), call.state.weak]).toEqual([3, true]);
  await pass(5, 0);
  expect(call.state.weak).toBe(false);
  call.leave();
});

test('who has a good one is told nothing', async () => {
  const { call, badge } = await seeing(0);
  expect([badge(), call.state.weak]).toEqual([3, false]);
  call.leave();
});

test('nobody looks any more when one has left', async () => {
  const { call } = await seeing(0);
  const look = vi.spyOn(Connection.prototype, 'getStats');
  call.leave();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(look).not.toHaveBeenCalled();
});
