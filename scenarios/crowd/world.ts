import type { RunPlan } from '../../lib/plan/index.ts';

/** What all users of one journey share. */
export interface World {
  readonly chanceSeed: number;
  /** Starts every key of this journey: tells journeys apart, and runs against a backend that outlives them. */
  readonly keyspace: string;
  readonly accounts: number;
  readonly firstUser: number;
  readonly firstPartner: number | null;
  readonly thinkMs: readonly [number, number];
  /** Session length, compressed; [0, 0] where the journey has no sessions. */
  readonly sessionMs: readonly [number, number];
  readonly data: TestData;
  /** Unix ms of the start of the load. */
  readonly originMs: number;
  /** ms since the start of the load. */
  nowMs(): number;
  /** Part of the callers that vanish at their next heartbeat; absent: none. */
  vanishing?(nowMs: number): number;
}

/** Pre-generated texts; scenarios read them through k6's SharedArray. */
export interface TestData {
  readonly messages: readonly string[];
  readonly searchTerms: readonly string[];
  readonly eventTypes: readonly string[];
}

/** The planned faults that users themselves make: callers who vanish in mid-call. Undefined where the plan has none. */
export function vanishingIn({ faults }: Pick<RunPlan, 'faults'>): World['vanishing'] {
  const windows = faults.filter(({ fault }) => fault === 'vanishing-callers');
  if (windows.length === 0) return undefined;
  return (nowMs) => {
    const now = windows.find(({ applyMs, revertMs }) => applyMs <= nowMs && nowMs < revertMs);
    return Number(now?.params.share ?? 0);
  };
}
