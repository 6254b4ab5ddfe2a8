import type { FeatureFlagKey } from '../registry/index.ts';

/** A way along dependencies from the flag back to itself, or null where there is none. */
export function cycleThrough(
  key: FeatureFlagKey,
  dependenciesOf: (key: FeatureFlagKey) => readonly FeatureFlagKey[],
): FeatureFlagKey[] | null {
  const visited = new Set<FeatureFlagKey>();
  const walk = (at: FeatureFlagKey, path: FeatureFlagKey[]): FeatureFlagKey[] | null => {
    for (const next of dependenciesOf(at)) {
      if (next === key) return [...path, next];
      if (visited.has(next)) continue;
      visited.add(next);
      const found = walk(next, [...path, next]);
      if (found) return found;
    }
    return null;
  };
  return walk(key, [key]);
}
