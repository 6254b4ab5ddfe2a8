import type { z } from 'zod';
import type { FaultContext } from './context.ts';

/**
 * What a fault acts through. `target`: the system's operations and flags, as an operator. `providers`, `backend-process`, `backend-controls` exist where the run
 * has started them itself. `generator`: it changes the planned load. `toxiproxy`: the network between the parts.
 */
export type Need = 'target' | 'providers' | 'backend-process' | 'backend-controls' | 'generator' | 'toxiproxy';

/** When something was seen, in Unix ms, and by what. */
export interface Sighting {
  readonly at: number;
  readonly by: string;
}

/** What a fault looked up before it changed anything, as JSON: with it `revert` works in another process too. */
export type Notes = Readonly<Record<string, unknown>>;

/** A fault with its checked parameters. */
export interface Fault {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly needs: readonly Need[];
  /** One sentence for reports: what is done to whom. */
  readonly sentence: string;
  /** Two faults that claim the same thing must not be in force at once. */
  readonly claims: readonly string[];
  /** The operations that are expected to fail while it is in force; `*`: all of them. */
  readonly touches: readonly string[];
  /** Settings that the backend has to be started with. */
  readonly backendEnv: Readonly<Record<string, string>>;
  /** The links that Toxiproxy has to stand in. */
  readonly links: readonly string[];
  /** By how much it multiplies the planned load while it is in force. */
  readonly loadFactor: number;
  /** Looks, and changes nothing. */
  prepare(ctx: FaultContext): Promise<Notes>;
  apply(ctx: FaultContext, notes: Notes): Promise<void>;
  /** What goes on between apply and revert; ends when `signal` aborts. */
  during(ctx: FaultContext, notes: Notes, signal: AbortSignal): Promise<void>;
  /** Puts everything back: also where `apply` failed half-way, and when it is called again. */
  revert(ctx: FaultContext, notes: Notes): Promise<void>;
  /** When it took effect everywhere, asked for just before it is reverted; null where nothing tells. */
  effect(ctx: FaultContext, appliedAt: number): Promise<Sighting | null>;
  /** When the system itself noticed, asked for until it has; null: not yet, or nothing tells but alerts. */
  detected(ctx: FaultContext, appliedAt: number): Promise<Sighting | null>;
}

/** How a fault is declared; what is left out does nothing. */
export interface FaultSpec<P extends z.ZodObject, N extends Notes> {
  /** One sentence for `loadgate chaos faults`. */
  readonly summary: string;
  /** Strict, with a default for all that is not essential. */
  readonly params: P;
  readonly needs: readonly Need[];
  sentence(params: z.output<P>): string;
  claims(params: z.output<P>): readonly string[];
  touches(params: z.output<P>): readonly string[];
  backendEnv?(params: z.output<P>): Readonly<Record<string, string>>;
  links?(params: z.output<P>): readonly string[];
  loadFactor?(params: z.output<P>): number;
  prepare?(params: z.output<P>, ctx: FaultContext): Promise<N>;
  apply(params: z.output<P>, ctx: FaultContext, notes: N): Promise<void>;
  during?(params: z.output<P>, ctx: FaultContext, notes: N, signal: AbortSignal): Promise<void>;
  revert(params: z.output<P>, ctx: FaultContext, notes: N): Promise<void>;
  effect?(params: z.output<P>, ctx: FaultContext, appliedAt: number): Promise<Sighting | null>;
  detected?(params: z.output<P>, ctx: FaultContext, appliedAt: number): Promise<Sighting | null>;
}

/** A kind of fault: `bind` checks parameters, and throws a ZodError for bad ones. */
export interface FaultKind {
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly needs: readonly Need[];
  bind(kind: string, params: unknown): Fault;
}

/** Declares a fault. `revert` is mandatory. */
export function defineFault<P extends z.ZodObject, N extends Notes = Notes>(spec: FaultSpec<P, N>): FaultKind {
  const { summary, params: schema, needs } = spec;
  return {
    summary,
    params: schema,
    needs,
    bind(kind, given) {
      const params = schema.parse(given);
      // Notes are this fault's own, written by its `prepare`, if need be in another process.
      const own = (notes: Notes) => notes as N;
      return {
        kind,
        params,
        needs,
        sentence: spec.sentence(params),
        claims: spec.claims(params),
        touches: spec.touches(params),
        backendEnv: spec.backendEnv?.(params) ?? {},
        links: spec.links?.(params) ?? [],
        loadFactor: spec.loadFactor?.(params) ?? 1,
        prepare: async (ctx) => (await spec.prepare?.(params, ctx)) ?? {},
        apply: (ctx, notes) => spec.apply(params, ctx, own(notes)),
        during: async (ctx, notes, signal) => spec.during?.(params, ctx, own(notes), signal),
        revert: (ctx, notes) => spec.revert(params, ctx, own(notes)),
        effect: async (ctx, at) => (await spec.effect?.(params, ctx, at)) ?? null,
        detected: async (ctx, at) => (await spec.detected?.(params, ctx, at)) ?? null,
      };
    },
  };
}
