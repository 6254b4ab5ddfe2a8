import { type CompiledFlag, denied, type FlagSet } from '../compile.ts';
import type { FeatureFlagKey } from '../registry/index.ts';

/**
 * The flags with some of them killed by the process's own environment: the second rollback level, for when a flag cannot be changed in the store. It outranks
 * everything that the store says, and what depends on such a flag is off with it.
 */
export function withDisabled(flags: FlagSet, disabled: ReadonlySet<FeatureFlagKey>): FlagSet {
  if (disabled.size === 0) return flags;
  const set = new Map<FeatureFlagKey, CompiledFlag>();
  const add = (flag: CompiledFlag): CompiledFlag => {
    const done = set.get(flag.key);
    if (done) return done;
    const next = {
      ...flag,
      dependencies: flag.dependencies.map(add),
      fixed: disabled.has(flag.key) ? denied(flag.key, 'killed', 'kill') : flag.fixed,
    };
    set.set(flag.key, next);
    return next;
  };
  for (const flag of flags.values()) add(flag);
  return set;
}
