import { setTimeout as sleep } from 'node:timers/promises';

/** How much later than its victims a dead process may be heard of, ms. */
const HEARD_OF_MS = 1_000;

/**
 * What to tell of a run that failed with `error`. A backend that died makes k6 and the probes fail as well, and those may be heard of first: then its death is the
 * cause. `died` rejects with it.
 */
export const causeOf = async (error: unknown, died: Promise<never>): Promise<unknown> =>
  Promise.race([died, sleep(HEARD_OF_MS, error)]).catch((cause: unknown) => cause);
