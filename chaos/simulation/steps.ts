import { outcomeOf } from '../../lib/history/index.ts';
import { OperationError } from '../../lib/wire/index.ts';
import { ORIGIN } from './process.ts';
import { settled } from './turns.ts';
import type { World } from './world.ts';

/** A schedule that takes more steps than this runs away: a loop that never ends is a finding, too. */
const MAX_STEPS = 20_000;

/** Lets everything that waits go on until nothing does. @throws Error where that never happens */
export async function drain(world: World): Promise<void> {
  for (const limit = world.turns.steps + MAX_STEPS; await world.turns.next(); ) {
    if (world.turns.steps > limit)
      throw new Error(`the system does not come to rest within ${MAX_STEPS} store operations`);
  }
}

/** The clock moves, and the process starts what has fallen due: jobs, and each recurring job whose interval has passed, once. */
export async function advance(world: World, ms: number): Promise<void> {
  world.clock.advance(ms);
  for (const process of world.processes) process.startDueWork();
  await settled();
}

export function deliver(world: World, pick: number, again: boolean): void {
  const waiting = Object.values(world.providers).flatMap((provider) =>
    provider.webhooks.map((webhook) => ({ provider, webhook })),
  );
  const chosen = waiting[pick % Math.max(1, waiting.length)];
  if (!chosen) return;
  const { provider, webhook } = chosen;
  const route = world.process.backend.routes.find((one) => one.path === `/webhooks/${provider.name}`);
  if (!route) throw new Error(`the backend has no route for webhooks of ${provider.name}`);
  world.note('note', `webhook of ${provider.name}`, { ...JSON.parse(webhook.body), forged: webhook.forged });
  if (!again) provider.webhooks.splice(provider.webhooks.indexOf(webhook), 1);
  const request = { params: {}, query: {}, headers: webhook.headers, body: undefined, rawBody: webhook.body };
  // A provider that gets no 2xx delivers again later.
  world.process.backend.serve(route, request, null, ORIGIN).then(
    () => {},
    (error: unknown) => {
      const refused = error instanceof OperationError && outcomeOf(error.code) === 'fail';
      if (!refused && !again && !webhook.forged) provider.webhooks.push(webhook);
    },
  );
}
