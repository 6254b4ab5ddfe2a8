import { createBackend } from '../../app.ts';
import { notificationsModule } from '../../notifications/index.ts';
import type { JobHandler, Module } from '../../operations/index.ts';
import { ManualClock, type ProviderEvent, type Store } from '../../ports/index.ts';
import { JobRunner, StoreScheduler, WakeTimes } from '../../scheduler/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { supportModule } from '../../support/index.ts';
import { seededRandom, systemContext, TEST_START } from '../../testing/index.ts';
import { walletModule } from '../../wallet/index.ts';
import { paymentsModule } from '../index.ts';
import { ModelProvider } from './model-provider.ts';

const origin = { ip: '127.0.0.1', userAgent: 'test' };

/** One process over a store and providers that outlive it: operations, webhooks and scheduled jobs, on a virtual clock. */
export function processOver(store: Store, clock: ManualClock, providers: readonly ModelProvider[], seed = 1) {
  // Polls are rare, so that a virtual hour is quick.
  const wake = new WakeTimes(60_000);
  const scheduler = new StoreScheduler(clock, { wake });
  const ctx = systemContext({ store, clock, scheduler, random: seededRandom(seed) });
  const modules: Module[] = [
    walletModule(),
    supportModule(),
    notificationsModule([]),
    paymentsModule(Object.fromEntries(providers.map((provider) => [provider.name, provider]))),
  ];
  const backend = createBackend({ ...ctx, modules });
  const handlers: JobHandler[] = modules.flatMap((module) => module.jobs ?? []);
  const runner = new JobRunner({ handlers, contextFor: () => ctx, wake });
  return {
    ctx,
    runner,
    backend,
    call: (uid: string, name: string, data: unknown) =>
      backend.call(name, data, { uid, admin: uid === 'admin', superAdmin: false }, origin),
    /** What a provider's webhook is answered with; rejects as the host would see it. */
    async deliver(event: ProviderEvent | { provider: ProviderEvent['provider']; forged: true }) {
      const route = backend.routes.find(({ path }) => path === `/webhooks/${event.provider}`);
      if (!route) throw new Error(`no webhook route for ${event.provider}`);
      const rawBody = JSON.stringify(event);
      const request = { params: {}, query: {}, headers: {}, body: event, rawBody };
      return (await backend.serve(route, request, null, origin)).body as { action?: string };
    },
    /** Moves the clock to `time`, running each job when it is due. */
    async runUntil(time: number) {
      for (;;) {
        await runner.runDue();
        const next = Math.max(runner.nextDueAt(), clock.now());
        if (next > time) break;
        clock.advance(next - clock.now());
      }
      clock.advance(Math.max(0, time - clock.now()));
    },
  };
}

/** The usual world: a store in memory, Stripe, Apple and Google at hand. */
export function paymentsWorld() {
  const clock = new ManualClock(TEST_START);
  const store = new MemoryStore(clock);
  const stripe = new ModelProvider('stripe');
  const apple = new ModelProvider('apple');
  const google = new ModelProvider('google');
  return { clock, store, stripe, apple, google, ...processOver(store, clock, [stripe, apple, google]) };
}
