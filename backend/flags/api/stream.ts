import type { FlagStreamEvents, FlagUpdate } from '../../../lib/api/index.ts';
import type { Context, RouteResponse } from '../../operations/index.ts';
import type { FlagSet } from '../compile.ts';
import { evaluate } from '../evaluate.ts';
import type { FeatureFlagKey } from '../registry/index.ts';
import { flagContextOf } from '../service/context.ts';
import type { FlagService } from '../service/flag-service.ts';

type Send = <E extends keyof FlagStreamEvents>(event: E, data: FlagStreamEvents[E]) => void;

/**
 * The push of flags: `snapshot` with all flags as they are for the subscriber, then `change` with those that became different for him, and
 * `touched` with the keys of flags whose settings changed without a difference for him. Both carry `at`, the backend's clock.
 */
export class FlagStream {
  readonly #service: FlagService;
  #subscribers = 0;

  constructor(service: FlagService) {
    this.#service = service;
  }

  get subscribers(): number {
    return this.#subscribers;
  }

  async open(ctx: Context): Promise<RouteResponse> {
    const first = await this.#service.flags();
    return { status: 200, stream: (send) => this.#subscribe(ctx, first, send) };
  }

  #subscribe(ctx: Context, first: FlagSet, send: Send): () => void {
    const seen = new Map<FeatureFlagKey, string>();
    const versions = new Map<FeatureFlagKey, number>();
    const look = (flags: FlagSet) => {
      const context = flagContextOf(ctx);
      const changed: FlagUpdate[] = [];
      const touched: FeatureFlagKey[] = [];
      for (const [key, { config }] of flags) {
        const { enabled, state, mode, variant, reason } = evaluate(flags, key, context);
        const print = `${state} ${mode} ${variant}`;
        if (seen.get(key) !== print)
          changed.push({ key, enabled, state, mode, variant, reason, version: config.version });
        else if (versions.get(key) !== config.version) touched.push(key);
        seen.set(key, print);
        versions.set(key, config.version);
      }
      return { changed, touched };
    };
    send('snapshot', { at: ctx.clock.now(), flags: look(first).changed });
    this.#subscribers++;
    const stop = this.#service.subscribe((flags) => {
      const { changed, touched } = look(flags);
      if (changed.length > 0) send('change', { at: ctx.clock.now(), flags: changed });
      if (touched.length > 0) send('touched', { at: ctx.clock.now(), keys: touched });
    });
    return () => {
      this.#subscribers--;
      stop();
    };
  }
}
