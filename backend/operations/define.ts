import type { z } from 'zod';
import type { OperationName, RequestOf, ResponseOf } from '../../lib/api/index.ts';
import type { FeatureFlagKey } from '../flags/registry/index.ts';
import type { Context } from './context.ts';

/** Who may call: anyone with a token, an admin (`admin` claim), a super-admin (`superAdmin` claim), or anyone at all. */
export type Access = 'public' | 'user' | 'admin' | 'superAdmin';

/** Rate limits of pack 353 §1 that a call counts against. */
export type RateLimitType = 'CHAT_PAID' | 'VOICE_VIDEO' | 'TOKEN_PURCHASE' | 'SUPPORT_TICKET' | 'PANIC_TRIGGER';

/** The services that the watchdog of pack 353 §5 watches. */
export type WatchedService = 'wallet' | 'chat' | 'calls' | 'calendar' | 'events' | 'ai_companions' | 'support';

/** One row of the operation table that feeds every host. */
export interface Operation<I = unknown, O = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly access: Access;
  /** Billed operations and cost are attributed to this. */
  readonly feature: string;
  /**
   * The flag that guards it, or what picks it by the input (a voice and a video call have each their own); null only for operations
   * that must work while everything is off (flags, health, webhooks).
   */
  readonly flag: FeatureFlagKey | ((input: I) => FeatureFlagKey) | null;
  readonly rateLimit?: RateLimitType;
  readonly service?: WatchedService;
  /** Reaches beyond the store (payment providers, sockets): a dry run of it in shadow mode stops after validation. */
  readonly effects?: 'external';
  readonly input: z.ZodType<I>;
  /** For the OpenAPI document. */
  readonly output?: z.ZodType<O>;
  readonly handler: (ctx: Context, input: I) => Promise<O>;
  /**
   * Implementations that belong to versions of the feature (pack 353 §6), by version: what safe rollback redirects to. A version that is
   * not listed runs `handler`.
   */
  readonly versions?: Readonly<Record<string, (ctx: Context, input: I) => Promise<O>>>;
}

type NamedOperation<N extends OperationName> = Omit<Operation<RequestOf<N>, ResponseOf<N>>, 'name'> & {
  readonly name: N;
};

/** Declares an operation whose types are those that clients see in `lib/api`. */
export function defineOperation<N extends OperationName>(operation: NamedOperation<N>): Operation {
  return operation as unknown as Operation;
}

/** Declares an operation for operators and tests, whose types are those of its own schemas. */
export function defineAdminOperation<I, O>(operation: Operation<I, O>): Operation {
  return operation as unknown as Operation;
}
