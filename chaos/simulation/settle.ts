import { advance, deliver, drain } from './steps.ts';
import type { World } from './world.ts';

/** Longer than every retry, grace period and booked call together: payments give up after 1 + 5 + 15 minutes. */
const SETTLE_MS = 45 * 60_000;
/** The clock jumps to the next job, but never further than this, so that recurring work has its turns. */
const LONGEST_JUMP_MS = 15 * 60_000;

/** Heals all faults, delivers what was under way and moves the clock past every retry, so that what is unfinished then is lost. */
export async function settle(world: World): Promise<void> {
  world.heal();
  world.note('phase', 'settle');
  await drain(world);
  for (const end = world.clock.now() + SETTLE_MS; world.clock.now() < end; ) {
    const wait = nextJobAt(world) - world.clock.now();
    await advance(world, Math.min(LONGEST_JUMP_MS, Math.max(1_000, wait)));
    for (const provider of Object.values(world.providers))
      for (const _ of [...provider.webhooks]) deliver(world, 0, false);
    await drain(world);
  }
}

/** When the next job falls due, read from the store itself: the process only knows it by polling. */
function nextJobAt(world: World): number {
  const jobs = world.store.dump('scheduledJobs');
  return jobs.reduce((first, { data }) => Math.min(first, Number(data.runAt)), Number.POSITIVE_INFINITY);
}
