import type { SystemContext } from '../operations/index.ts';

/** One error, at `featureErrors/{feature}~{slot}` (pack 353, troubleshooting). */
export type FeatureErrorDoc = {
  readonly feature: string;
  readonly version: string;
  readonly operation: string | null;
  readonly userId: string | null;
  readonly error: string;
  readonly timestamp: number;
};

export const FEATURE_ERRORS = 'featureErrors';
/** The newest errors of each feature are kept, in as many documents: a flood costs room for these and no more. */
export const KEPT_ERRORS = 200;
/** A process writes at most this many a second and feature; the rest of a flood says nothing new. */
const PER_SECOND = 10;

type Part = Pick<SystemContext, 'store' | 'clock' | 'random' | 'log'>;
interface Ring {
  next: number;
  second: number;
  written: number;
}

/** Keeps errors for people. Never fails and never waits: an operation's failure does not depend on its record. */
export class ErrorLog {
  readonly #rings = new Map<string, Ring>();

  record(ctx: Part, entry: Omit<FeatureErrorDoc, 'timestamp'>): void {
    const timestamp = ctx.clock.now();
    const second = Math.floor(timestamp / 1000);
    const ring = this.#ringOf(ctx, entry.feature);
    if (ring.second !== second) Object.assign(ring, { second, written: 0 });
    if (ring.written++ >= PER_SECOND) return;
    const slot = ring.next++ % KEPT_ERRORS;
    const doc = { ...entry, error: entry.error.slice(0, 500), timestamp };
    ctx.store
      .batch((writer) => writer.set(`${FEATURE_ERRORS}/${entry.feature}~${slot}`, doc))
      .catch((error: unknown) => ctx.log.warn('feature error not recorded', { error: String(error) }));
  }

  /** Each process begins somewhere else, so that a restart does not overwrite what the last one saw. */
  #ringOf({ random }: Part, feature: string): Ring {
    let ring = this.#rings.get(feature);
    if (!ring) {
      ring = { next: Math.floor(random.next() * KEPT_ERRORS), second: 0, written: 0 };
      this.#rings.set(feature, ring);
    }
    return ring;
  }
}

/** The newest errors of a feature. */
export async function getFeatureErrors(
  { store }: Pick<SystemContext, 'store'>,
  feature: string,
  limit = 50,
): Promise<FeatureErrorDoc[]> {
  const docs = await store.query<FeatureErrorDoc>({
    collection: FEATURE_ERRORS,
    where: [['feature', '==', feature]],
    orderBy: [['timestamp', 'desc']],
    limit,
  });
  return docs.map(({ data }) => data);
}
