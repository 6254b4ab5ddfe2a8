import type { RunVersions } from '../../lib/results/index.ts';
import { bytes } from '../format.ts';

/** What two runs must have in common before their figures may be compared. */
export interface Likeness {
  readonly workload: string;
  readonly profile: string;
  readonly scale: number;
  /** `embedded`, `emulators` or `staging`. */
  readonly target: string;
  /** Processor, cores and memory; null where nobody wrote it down. */
  readonly machine: string | null;
  /** Name of the experiment; null: none. */
  readonly experiment: string | null;
}

export const LIKENESS = ['workload', 'profile', 'scale', 'target', 'machine', 'experiment'] as const;

/** `linux x64, 2 × Intel Xeon, 24 GiB`: machines of one class may be compared. Memory is rounded to whole GiB, which firmware nibbles at. */
export function machineClassOf(versions: RunVersions | null): string | null {
  if (!versions) return null;
  const { platform, arch, cpus, cpuModel, memoryBytes } = versions.machine;
  const memory = bytes(Math.round(memoryBytes / 2 ** 30) * 2 ** 30);
  return `${platform} ${arch}, ${cpus} × ${cpuModel.trim()}, ${memory}`;
}

/** One line that is the same for runs that may be compared: what the series of a trend are kept apart by. */
export const seriesKey = (like: Likeness): string => LIKENESS.map((name) => like[name] ?? '').join(' | ');

/** What differs, in words: `scale: 0.1 and 0.5`. Empty: like with like. A machine that nobody wrote down is like no other. */
export function differences(a: Likeness, b: Likeness): readonly string[] {
  return LIKENESS.flatMap((name) => {
    if (name === 'machine' && (a.machine === null || b.machine === null))
      return ['machine: not written down (versions.json is missing)'];
    return a[name] === b[name] ? [] : [`${name}: ${a[name] ?? 'none'} and ${b[name] ?? 'none'}`];
  });
}
