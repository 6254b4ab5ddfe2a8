import type { Operation } from '../../operations/index.ts';
import type { Resources } from './settings.ts';

/** What single operations need beyond the environment's settings, by name. */
const OVERRIDES: Readonly<Record<string, Partial<Resources>>> = {
  // Whole collections pass through it.
  exportDocuments: { memory: '1GiB', timeoutSeconds: 300, concurrency: 4, maxInstances: 2 },
  // Decodes pictures: one fills a core for a while.
  verifyEventCheckIn: { memory: '1GiB', concurrency: 8 },
  setProfilePicture: { memory: '1GiB', concurrency: 8 },
};

/** Operators are few: their functions never take more than this share of the project's quota. */
const OPERATOR_INSTANCES = 2;

export function resourcesOf({ name, access }: Pick<Operation, 'name' | 'access'>, shared: Resources): Resources {
  const isForOperators = access === 'admin' || access === 'superAdmin';
  const few = isForOperators
    ? { minInstances: 0, maxInstances: Math.min(OPERATOR_INSTANCES, shared.maxInstances) }
    : undefined;
  return { ...shared, ...few, ...OVERRIDES[name] };
}
