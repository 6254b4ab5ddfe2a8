/**
 * Two backends over one store, each with its own cache, scheduler and work: what one changes of a flag, the other follows without having been told. (An
 * SQLite file belongs to one process; several processes share Firestore.)
 */
import { expect, test } from 'vitest';
import { standardModules } from '../app.ts';
import { ManualClock } from '../ports/index.ts';
import { seedBackend } from '../seed/index.ts';
import { MemoryStore } from '../store/index.ts';
import { refusalOf } from '../testing/index.ts';
import { type World, worldOf } from '../testing/world.ts';
import { CACHE_TTL_MS } from './service/flag-service.ts';

async function twoBackends(): Promise<readonly [World, World]> {
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 12));
  const store = new MemoryStore(clock);
  const pair = [1, 2].map((seed) => worldOf(standardModules(), { clock, store, seed })) as [World, World];
  await seedBackend(pair[0].system, { count: 20, seed: 1 });
  return pair;
}

let messages = 0;
const send = (world: World) =>
  world.as('u1')('sendChatMessage', { messageId: `m${messages++}`, recipientId: 'u2', text: 'hi' });
const flip = (world: World, operation: string, version: number) =>
  world.as('op', { admin: true })(operation, {
    key: 'chat_paid',
    version,
    reason: 'charging bug',
    confirm: 'chat_paid',
  });
const isRefused = async (world: World): Promise<boolean> => {
  try {
    await send(world);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'failed-precondition', details: { reason: 'FEATURE_DISABLED' } });
    return true;
  }
};

/** How long after now the backend behaves so; both do their work meanwhile, second by second. */
async function follows(pair: readonly [World, World], world: World, refused: boolean): Promise<number> {
  const start = world.clock.now();
  while (world.clock.now() - start <= CACHE_TTL_MS) {
    if ((await isRefused(world)) === refused) return world.clock.now() - start;
    world.clock.advance(1_000);
    for (const one of pair) await one.runner.runDue();
  }
  return Number.POSITIVE_INFINITY;
}

test.each([0, 1])(
  'what backend %i kills and restores, the other follows within half of the cache’s time',
  async (changing) => {
    const pair = await twoBackends();
    const [changed, other] = changing === 0 ? pair : [pair[1], pair[0]];
    expect([await isRefused(changed), await isRefused(other)]).toEqual([false, false]);
    await flip(changed, 'killFeatureFlag', 0);
    expect(await isRefused(changed)).toBe(true);
    expect(await follows(pair, other, true)).toBeLessThanOrEqual(CACHE_TTL_MS / 2);
    await flip(other, 'rollbackFeatureFlag', 1);
    expect(await isRefused(other)).toBe(false);
    expect(await follows(pair, changed, false)).toBeLessThanOrEqual(CACHE_TTL_MS / 2);
  },
);

test('a change on a version that the other backend has changed meanwhile is refused', async () => {
  const [first, second] = await twoBackends();
  await flip(first, 'killFeatureFlag', 0);
  expect(await refusalOf(flip(second, 'killFeatureFlag', 0))).toMatchObject({ code: 'aborted' });
});
